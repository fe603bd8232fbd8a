using System.Text;

namespace Runner.Workflows.Schedules;

/// <summary>A number that follows from a text, the same on every machine and in every version.</summary>
static class StableHash
{
    /// <summary>FNV-1a, and the last mixing of MurmurHash3, without which texts that differ in their end alone lie close together.</summary>
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in Encoding.UTF8.GetBytes(text)) hash = (hash ^ each) * 1099511628211UL;
        hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ hash >> 33;
    }
}
