using System.IO.Compression;
using System.Security.Cryptography;

namespace Reprise.Cli.Backup;

/// <summary>Gathers lines into one compressed file, in memory until it is large enough.</summary>
/// <param name="mostLines">Lines after which it is closed, whatever its size; null for no such bound.</param>
internal sealed class ChunkBuilder(int? mostLines) : IDisposable
{
    /// <summary>Compressed bytes after which a file is closed.</summary>
    private const int TargetBytes = 32 << 20;

    /// <summary>Plain bytes after which it is closed too, so that one that compresses very well does not take for ever.</summary>
    private const long MostPlainBytes = 256L << 20;

    /// <summary>Long conversations repeat themselves turn by turn, at distances far beyond what gzip looks back.</summary>
    private static readonly BrotliCompressionOptions s_compression = new() { Quality = 4 };

    private readonly MemoryStream _compressed = new();
    private BrotliStream? _brotli;

    public long Lines { get; private set; }
    public long PlainBytes { get; private set; }
    public DateTimeOffset? First { get; private set; }
    public DateTimeOffset? Last { get; private set; }
    public bool IsFull => _compressed.Length >= TargetBytes || PlainBytes >= MostPlainBytes || Lines >= mostLines;

    public void Add(ReadOnlySpan<byte> line, DateTimeOffset? time)
    {
        _brotli ??= new BrotliStream(_compressed, s_compression, leaveOpen: true);
        _brotli.Write(line);
        _brotli.WriteByte((byte)'\n');
        Lines++;
        PlainBytes += line.Length + 1;
        First ??= time;
        Last = time ?? Last;
    }

    /// <summary>Ends the file.</summary>
    /// <returns>Its bytes as they are stored, and what the manifest says of them.</returns>
    public (byte[] Bytes, BackupChunk Chunk) Close(BackupCipher? cipher, int number, string kind, string project, string? after, string? cursor)
    {
        _brotli?.Dispose();
        var plain = _compressed.GetBuffer().AsSpan(0, (int)_compressed.Length);
        var bytes = cipher is null ? plain.ToArray() : cipher.Encrypt(plain, number);
        return (bytes, new BackupChunk
        {
            File = ManifestFile.NameOf(number, cipher is not null),
            Kind = kind,
            Project = project,
            After = after,
            Cursor = cursor,
            Lines = Lines,
            First = First,
            Last = Last,
            PlainBytes = PlainBytes,
            Bytes = bytes.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        });
    }

    public void Dispose()
    {
        _brotli?.Dispose();
        _compressed.Dispose();
    }
}
