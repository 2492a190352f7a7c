using System.IO.Pipelines;
using Reprise.Server.Interactions;

namespace Reprise.Server.Datasets;

/// <summary>Writes lines as they are made; a client that goes away ends it. An answer that breaks off is not ended properly, so a client knows.</summary>
internal sealed class ExportResult(IAsyncEnumerable<ReadOnlyMemory<byte>> lines) : IResult
{
    private const int FlushBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = RecordLinesResult.MediaType;
        response.Headers.CacheControl = "private, no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        var pipe = response.BodyWriter;
        var unflushed = 0;
        await foreach (var line in lines)
        {
            Write(pipe, line.Span);
            unflushed += line.Length + 1;
            if (unflushed < FlushBytes) continue;
            unflushed = 0;
            if ((await pipe.FlushAsync(httpContext.RequestAborted)).IsCompleted) return;
        }

        await pipe.FlushAsync(httpContext.RequestAborted);
    }

    private static void Write(PipeWriter pipe, ReadOnlySpan<byte> line)
    {
        var span = pipe.GetSpan(line.Length + 1);
        line.CopyTo(span);
        span[line.Length] = (byte)'\n';
        pipe.Advance(line.Length + 1);
    }
}
