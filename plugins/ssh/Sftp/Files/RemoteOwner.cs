using System.Globalization;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>The numbers of a user and a group of the host, which the protocol has in place of names.</summary>
static class RemoteOwner
{
    const int LargestList = 4 * 1024 * 1024;

    /// <param name="sftp">The host.</param>
    /// <param name="owner">As chown takes it: <c>user</c>, <c>user:group</c> or <c>:group</c>, by names or numbers.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ActionInputException">It is not like that, or the host's files have no such name.</exception>
    internal static async Task<SftpOwner> FindAsync(SftpClient sftp, string owner, CancellationToken cancel)
    {
        var (user, group) = owner.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (owner[..colon], owner[(colon + 1)..]) : (owner, "");
        if (user.Length + group.Length == 0 || group.Contains(':', StringComparison.Ordinal))
            throw new ActionInputException("owner", $"`owner` is {Words.Quote(owner)}: give such as www-data, www-data:www-data or 33:33.");
        var users = new Lazy<Task<string[]>>(() => ReadAsync(sftp, "/etc/passwd", owner, cancel));
        // Who names no user means oneself, as the owner of the home folder.
        var userId = user.Length == 0 ? (await sftp.StatAsync(".", cancel: cancel).ConfigureAwait(false)).UserId ?? 0
            : Number(user) ?? await FindAsync(users.Value, user, 2, "user", sftp, owner).ConfigureAwait(false);
        if (group.Length > 0) return new(userId, Number(group) ?? await FindAsync(ReadAsync(sftp, "/etc/group", owner, cancel), group, 2, "group", sftp, owner).ConfigureAwait(false));
        // The user's own group: chown's `user:`.
        if (Number(user) is not null) throw new ActionInputException("owner", $"`owner` is {Words.Quote(owner)}: give the group's number too, such as 33:33.");
        return new(userId, await FindAsync(users.Value, user, 3, "user", sftp, owner).ConfigureAwait(false));
    }

    static uint? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static async Task<uint> FindAsync(Task<string[]> lines, string name, int field, string what, SftpClient sftp, string owner)
    {
        foreach (var line in await lines.ConfigureAwait(false))
        {
            var fields = line.Split(':');
            if (fields.Length > field && fields[0] == name && Number(fields[field]) is { } number) return number;
        }
        throw new ActionInputException("owner", $"`owner` is {Words.Quote(owner)}, and {sftp.Target} has no {what} {Words.Quote(name)} in its /etc/{(what == "user" ? "passwd" : "group")}: give its number (`id {name}` there tells it).");
    }

    static async Task<string[]> ReadAsync(SftpClient sftp, string path, string owner, CancellationToken cancel)
    {
        try
        {
            return Encoding.UTF8.GetString(await sftp.ReadAllBytesAsync(path, LargestList, cancel).ConfigureAwait(false)).Split('\n');
        }
        catch (SshException cause)
        {
            throw new ActionInputException("owner", $"`owner` is {Words.Quote(owner)}, and names cannot be looked up on {sftp.Target}: {cause.Message} Give numbers, such as 33:33.", cause);
        }
    }
}
