using System.Security.Cryptography;
using System.Text;

namespace Runner.Store.Sealing;

/// <summary>
/// The key under which secret values are kept: not in the store, so that a copy of the store tells nobody a secret. AES-256-GCM
/// (NIST SP 800-38D) with a random nonce for each value, bound to what the value belongs to.
/// </summary>
sealed class StoreKey(StoreOptions options)
{
    /// <summary>The environment variable that has it.</summary>
    public const string Variable = "RUNNER_STORE_KEY";

    const int Bytes = 32, Nonce = 12, Tag = 16;
    const byte Version = 1;

    readonly Lock gate = new();
    byte[]? key;

    string? File => options.KeyFile ?? (options.IsPostgres ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(options.Location))!, "store.key"));

    /// <summary>Whether there is one, or a place to make one in.</summary>
    public bool IsThere => options.Key is { Length: > 0 } || File is not null;

    /// <summary>Seals a text.</summary>
    /// <returns>Null where there is no key, and no place to keep one.</returns>
    /// <exception cref="StoreException">The key is no key, or cannot be read or kept.</exception>
    public byte[]? Seal(string text, string belongsTo)
    {
        if (Load(make: true) is not { } bytes) return null;
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[1 + Nonce + Tag + plain.Length];
        box[0] = Version;
        RandomNumberGenerator.Fill(box.AsSpan(1, Nonce));
        using var aes = new AesGcm(bytes, Tag);
        aes.Encrypt(box.AsSpan(1, Nonce), plain, box.AsSpan(1 + Nonce + Tag), box.AsSpan(1 + Nonce, Tag), Encoding.UTF8.GetBytes(belongsTo));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <returns>Null where the key is not there, or is another one.</returns>
    public string? Open(byte[] box, string belongsTo)
    {
        if (Load(make: false) is not { } bytes || box.Length < 1 + Nonce + Tag || box[0] != Version) return null;
        var plain = new byte[box.Length - 1 - Nonce - Tag];
        try
        {
            using var aes = new AesGcm(bytes, Tag);
            aes.Decrypt(box.AsSpan(1, Nonce), box.AsSpan(1 + Nonce + Tag), box.AsSpan(1 + Nonce, Tag), plain, Encoding.UTF8.GetBytes(belongsTo));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Finds out whether the key is one, before anything has to be sealed.</summary>
    /// <exception cref="StoreException">It is no key, or cannot be read.</exception>
    public void Check() => Load(make: false);

    /// <summary>That there is none, though there must be.</summary>
    public static StoreException Missing(string why) => new($"{why}, and the run store has no key to keep them under", $"set {Variable}, such as to what `openssl rand -base64 32` prints; all nodes need the same");

    byte[]? Load(bool make)
    {
        lock (gate)
        {
            if (key is not null) return key;
            if (options.Key is { Length: > 0 } given) return key = Parse(given) ?? throw Invalid($"{Variable} is no key");
            if (File is not { } file) return null;
            try
            {
                if (!System.IO.File.Exists(file))
                {
                    if (!make) return null;
                    Make(file);
                }

                return key = Parse(System.IO.File.ReadAllText(file)) ?? throw Invalid($"{file} holds no key");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreException($"the run store's key {file} cannot be read or made: {e.Message}", $"make it readable for the user that Runner runs as, or set {Variable}", e);
            }
        }
    }

    /// <summary>Whoever comes first makes it; a file that is half there is never seen.</summary>
    static void Make(string file)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}";
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var stream = new FileStream(temporary, how))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes)) + "\n"));
                stream.Flush(flushToDisk: true);
            }

            System.IO.File.Move(temporary, file, overwrite: false);
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            // Another process was first: its key is the key.
        }
        finally
        {
            System.IO.File.Delete(temporary);
        }
    }

    static byte[]? Parse(string text)
    {
        text = text.Trim();
        try
        {
            var bytes = text.Length == 2 * Bytes ? Convert.FromHexString(text) : Convert.FromBase64String(text);
            return bytes.Length == Bytes ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static StoreException Invalid(string what) => new(what, "it must be 32 random bytes in base64 or hexadecimal digits, such as `openssl rand -base64 32` prints");
}
