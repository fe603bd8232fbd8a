using System.Runtime.InteropServices;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// The system's libzstd, loaded when a first answer needs it. .NET has Zstandard from version 11 on; systems have the library,
/// since their package managers need it.
/// </summary>
sealed class ZstdLibrary
{
    /// <summary>ZSTD_d_windowLogMax, and the largest window that an HTTP answer may ask its reader to keep: 8 MiB (RFC 9659).</summary>
    const int WindowLogMax = 100, LargestWindowLog = 23;

    static readonly Lazy<ZstdLibrary?> Installed = new(Find);

    readonly CreateStream create;
    readonly SetParameter setParameter;
    readonly IsErrorCode isError;

    ZstdLibrary(nint library)
    {
        create = Function<CreateStream>(library, "ZSTD_createDStream");
        setParameter = Function<SetParameter>(library, "ZSTD_DCtx_setParameter");
        isError = Function<IsErrorCode>(library, "ZSTD_isError");
        Free = Function<FreeStream>(library, "ZSTD_freeDStream");
        Decompress = Function<DecompressStream>(library, "ZSTD_decompressStream");
    }

    internal delegate nint CreateStream();

    internal delegate nuint FreeStream(nint stream);

    internal delegate nuint SetParameter(nint stream, int parameter, int value);

    internal delegate nuint DecompressStream(nint stream, ref Buffer output, ref Buffer input);

    internal delegate uint IsErrorCode(nuint code);

    internal FreeStream Free { get; }

    internal DecompressStream Decompress { get; }

    /// <exception cref="ProtocolException">This machine has no libzstd.</exception>
    internal static ZstdLibrary Load(ExchangeRequest request) => Installed.Value
        ?? throw new ProtocolException(request.Target, $"{request.Authority} answered with a zstd body, and this machine has no libzstd to read it.")
        {
            Help = "Install libzstd (version 1.4 or newer), or leave zstd out of the Accept-Encoding header.",
        };

    internal nint Create()
    {
        var stream = create();
        if (stream == 0) throw new InvalidDataException("zstd has no memory.");
        setParameter(stream, WindowLogMax, LargestWindowLog);
        return stream;
    }

    internal bool IsError(nuint code) => isError(code) != 0;

    static ZstdLibrary? Find()
    {
        foreach (var name in (ReadOnlySpan<string>)["libzstd.so.1", "libzstd.1.dylib", "libzstd.dll"])
        {
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "ZSTD_DCtx_setParameter", out _)) return new(library);
        }
        return null;
    }

    static T Function<T>(nint library, string name) where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which look alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Buffer
    {
        internal nint Bytes;
        internal nuint Size;
        internal nuint Position;
    }
}
