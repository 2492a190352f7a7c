using System.IO.Compression;
using Reprise.Transfer.Export;

namespace Reprise.Cli.Transfer;

/// <summary>Where an export goes.</summary>
internal interface IExportTarget : IAsyncDisposable
{
    /// <summary>Where an earlier run got to, or null at a fresh start.</summary>
    ResumePoint? Resume { get; }

    /// <summary>What takes a record of that time. Records come oldest first.</summary>
    ValueTask<Stream> OutputForAsync(DateTimeOffset timestamp, CancellationToken cancellationToken);

    /// <summary>Makes everything durable and gives it its name.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>Standard output, which is nobody's to close.</summary>
internal sealed class OutputTarget(Stream output, ExportFormat format) : IExportTarget
{
    private bool _hasHead;

    public ResumePoint? Resume => null;

    public async ValueTask<Stream> OutputForAsync(DateTimeOffset timestamp, CancellationToken cancellationToken)
    {
        await WriteHeadAsync(cancellationToken);
        return output;
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await WriteHeadAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteHeadAsync(CancellationToken cancellationToken)
    {
        if (!_hasHead) await output.WriteAsync(format.Head, cancellationToken);
        _hasHead = true;
    }
}

/// <summary>One file, compressed or not.</summary>
internal sealed class FileTarget(ExportFile file, GZipStream? gzip) : IExportTarget
{
    public ResumePoint? Resume => file.Resume;

    /// <summary>A file that begins anew.</summary>
    public static async Task<FileTarget> CreateAsync(string path, ExportFormat format, bool compress, CancellationToken cancellationToken)
    {
        if (!compress) return new FileTarget(await ExportFile.CreateAsync(path, format, cancellationToken), gzip: null);
        var file = await ExportFile.CreateAsync(path, new Headless(format), cancellationToken);
        var gzip = new GZipStream(file.Output, CompressionLevel.Optimal, leaveOpen: true);
        await gzip.WriteAsync(format.Head, cancellationToken);
        return new FileTarget(file, gzip);
    }

    public ValueTask<Stream> OutputForAsync(DateTimeOffset timestamp, CancellationToken cancellationToken) => ValueTask.FromResult<Stream>(gzip is null ? file.Output : gzip);

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (gzip is not null) await gzip.DisposeAsync();
        await file.CompleteAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    /// <summary>The head goes through the compression like all else.</summary>
    private sealed class Headless(ExportFormat format) : ExportFormat
    {
        public override string Name => format.Name;

        public override void Write(ReadOnlyMemory<byte> record, System.Buffers.IBufferWriter<byte> output) => format.Write(record, output);
    }
}
