using System.Globalization;
using System.Text;

namespace Runner.Plugins.Ssh.Authentication;

/// <summary>Reads questions from a pipe: three texts each, with a zero after every one.</summary>
sealed class QuestionReader(Stream stream, int limit)
{
    byte[] unread = new byte[1024];
    int count;

    /// <summary>The next question; null when it is longer than the limit or is none.</summary>
    public async Task<Question?> NextAsync()
    {
        while (true)
        {
            if (Ends() is ({ } first, { } second, { } third))
            {
                var (asker, hint, text) = (Text(0, first), Text(first + 1, second), Text(second + 1, third));
                unread.AsSpan(third + 1, count - third - 1).CopyTo(unread);
                count -= third + 1;
                return int.TryParse(asker, NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? new(process, hint, text) : null;
            }
            if (count >= limit) return null;
            if (count == unread.Length) Array.Resize(ref unread, unread.Length * 2);
            var read = await stream.ReadAsync(unread.AsMemory(count)).ConfigureAwait(false);
            if (read == 0) return null;
            count += read;
        }
    }

    (int?, int?, int?) Ends()
    {
        int? first = After(0), second = first is null ? null : After(first.Value + 1);
        return (first, second, second is null ? null : After(second.Value + 1));

        int? After(int start) => unread.AsSpan(start, count - start).IndexOf((byte)0) is >= 0 and var at ? start + at : null;
    }

    string Text(int start, int end) => Encoding.UTF8.GetString(unread, start, end - start);
}
