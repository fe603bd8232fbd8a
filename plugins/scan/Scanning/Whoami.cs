namespace Runner.Plugins.Scan.Scanning;

/// <summary>Who scans, for the record.</summary>
static class Whoami
{
    /// <summary>The user and the machine: <c>zoe@laptop</c>. A user who became root by sudo is the one who is answerable.</summary>
    internal static string Name
    {
        get
        {
            var user = Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } asked && Environment.UserName == "root" ? asked : Environment.UserName;
            return $"{(user.Length > 0 ? user : "?")}@{Environment.MachineName}";
        }
    }
}
