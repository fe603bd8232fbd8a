using System.Diagnostics;
using System.Reflection;

namespace Runner.Scripting.Loading;

/// <summary>Where in a script an exception came from.</summary>
static class ScriptFrames
{
    /// <summary>The script's own places that it went through, the innermost first, as <c>file:line</c>; those of Runner and .NET between them say nothing to whoever wrote it.</summary>
    public static IReadOnlyList<string> Of(Exception exception, Assembly script)
    {
        var places = new List<string>();
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod()?.Module.Assembly != script || frame.GetFileName() is not { } file) continue;
            var place = $"{file}:{frame.GetFileLineNumber()}";
            if (places.Count == 0 || places[^1] != place) places.Add(place);
        }

        return places;
    }
}
