using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Runner.Scripting.Compiler;

/// <summary>A text that was changed within its lines, and where each place of it was before.</summary>
sealed class EditedText
{
    readonly List<TextChange> changes;

    /// <param name="original">The text as the user wrote it.</param>
    /// <param name="changes">Changes of it that touch no line break, but for new ones before it, and do not overlap.</param>
    public EditedText(SourceText original, IEnumerable<TextChange> changes)
    {
        Original = original;
        this.changes = [.. changes.OrderBy(change => change.Span.Start)];
        // In UTF-8, so that symbols can be made of it.
        Text = SourceText.From(original.WithChanges(this.changes).ToString(), Encoding.UTF8);
    }

    /// <summary>As the user wrote it.</summary>
    public SourceText Original { get; }

    /// <summary>As it is compiled.</summary>
    public SourceText Text { get; }

    /// <summary>The place in the user's text.</summary>
    public int PositionOf(int position)
    {
        var shift = 0;
        foreach (var change in changes)
        {
            var start = change.Span.Start + shift;
            if (position < start) break;
            if (position < start + change.NewText!.Length) return Math.Min(change.Span.Start, Original.Length);
            shift += change.NewText.Length - change.Span.Length;
        }

        return Math.Clamp(position - shift, 0, Original.Length);
    }
}
