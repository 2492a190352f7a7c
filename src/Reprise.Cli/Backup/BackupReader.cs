using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Reprise.Documents;

namespace Reprise.Cli.Backup;

/// <summary>Reads a backup and checks it as it does: sizes, checksums, encryption, and that every line can be read.</summary>
internal sealed class BackupReader(IBackupPlace place, BackupManifest manifest, BackupCipher? cipher) : IDisposable
{
    private const string Missing = "it is missing.";

    private readonly DocumentReader _records = new(static _ => null, TimeProvider.System);

    public BackupManifest Manifest => manifest;

    /// <summary>Reads the manifest. Throws <see cref="DamagedBackupException"/> when it is damaged and <see cref="CommandFailedException"/> when there is none, or it is unfinished.</summary>
    public static async Task<BackupReader> OpenAsync(IBackupPlace place, BackupKey? key, CancellationToken cancellationToken)
    {
        var file = await place.FindAsync(ManifestFile.Name, cancellationToken)
            ?? throw new CommandFailedException($"There is no backup in '{place.Name}': {ManifestFile.Name} is missing.");
        var (manifest, cipher) = ManifestFile.Read(file, key);
        // Whoever can write to the place could have put a plain one of their own there, and the key would seem to vouch for it.
        if (key is not null && cipher is null) throw new CommandFailedException($"The backup in '{place.Name}' is not encrypted, so the key says nothing about who made it. Leave --key-file and {BackupKey.Variable} out to read it all the same.");
        if (manifest.CompletedAt is not null) return new BackupReader(place, manifest, cipher);
        cipher?.Dispose();
        throw new CommandFailedException($"The backup in '{place.Name}' is not finished: {ManifestFile.Name} says {manifest.Chunks.Count} files are written. The 'backup create' that began it goes on with it.");
    }

    /// <summary>Reads everything.</summary>
    /// <returns>What is wrong, each with the name of its file; empty when the backup is whole.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        var damage = new List<string>();
        long done = 0;
        for (var i = 0; i < manifest.Chunks.Count; i++)
        {
            try
            {
                await foreach (var line in LinesAsync(i, cancellationToken)) _ = line;
            }
            catch (DamagedBackupException e)
            {
                damage.Add(e.Message);
            }

            progress(done += manifest.Chunks[i].Lines);
        }

        return damage;
    }

    /// <summary>The lines of one file, each readable. Throws <see cref="DamagedBackupException"/> at the first thing that is wrong, at the latest behind the last line.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(int index, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = manifest.Chunks[index];
        await using var plain = await OpenAsync(chunk, index + 1, cancellationToken);
        var pipe = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        long lines = 0, bytes = 0;
        while (true)
        {
            var read = await ReadAsync(pipe, chunk, cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } at)
            {
                var line = buffer.Slice(0, at).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, at));
                bytes += line.Length + 1;
                lines++;
                if (Mistake(chunk, line) is { } mistake) throw new DamagedBackupException(chunk.File, $"line {lines} cannot be read: {mistake}");
                yield return line;
            }

            if (bytes + buffer.Length > chunk.PlainBytes || (read.IsCompleted && (bytes != chunk.PlainBytes || lines != chunk.Lines)))
                throw new DamagedBackupException(chunk.File, "it holds something else than the manifest says.");
            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) yield break;
        }
    }

    public void Dispose() => cipher?.Dispose();

    private static async Task<ReadResult> ReadAsync(PipeReader pipe, BackupChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await pipe.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new DamagedBackupException(chunk.File, "it cannot be unpacked.");
        }
    }

    private async Task<Stream> OpenAsync(BackupChunk chunk, int number, CancellationToken cancellationToken)
    {
        var bytes = await place.FindAsync(chunk.File, cancellationToken) ?? throw new DamagedBackupException(chunk.File, Missing);
        if (bytes.Length != chunk.Bytes) throw new DamagedBackupException(chunk.File, FormattableString.Invariant($"it has {bytes.Length:N0} bytes and should have {chunk.Bytes:N0}."));
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != chunk.Sha256) throw new DamagedBackupException(chunk.File, "its checksum is not the one it was written with.");
        if (cipher is not null) bytes = cipher.Decrypt(bytes, number) ?? throw new DamagedBackupException(chunk.File, "it was not encrypted as this file of this backup.");
        return new BrotliStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress);
    }

    private string? Mistake(BackupChunk chunk, byte[] line) => chunk.Kind switch
    {
        ChunkKinds.Records => _records.Read(line, chunk.Project).Mistake,
        ChunkKinds.Facts => FactReader.ReadExact(line, chunk.Project).Mistake,
        _ => $"'{chunk.Kind}' is a kind of content this build does not know.",
    };
}
