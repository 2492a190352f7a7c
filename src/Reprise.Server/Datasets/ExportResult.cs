using System.Globalization;
using System.Text.Json;
using Reprise.Datasets.Export;
using Reprise.Server.Api;
using Reprise.Server.Interactions;

namespace Reprise.Server.Datasets;

/// <summary>Writes lines as they are made; a client that goes away ends it. The counts follow the last line, since nobody knows them before.</summary>
internal sealed class ExportResult(IAsyncEnumerable<ReadOnlyMemory<byte>> lines, ExportCounts counts) : IResult
{
    public const string CountTrailer = "Reprise-Count";

    /// <summary>The <see cref="ExportCounts"/> as JSON.</summary>
    public const string LeftOutTrailer = "Reprise-Left-Out";

    private const int FlushBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = RecordLinesResult.MediaType;
        response.Headers.CacheControl = "private, no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.DeclareTrailer(CountTrailer);
        response.DeclareTrailer(LeftOutTrailer);
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
        if (!response.SupportsTrailers()) return;
        response.AppendTrailer(CountTrailer, counts.Written.ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer(LeftOutTrailer, JsonSerializer.Serialize(counts, ApiJson.Default.ExportCounts));
    }

    private static void Write(System.IO.Pipelines.PipeWriter pipe, ReadOnlySpan<byte> line)
    {
        var span = pipe.GetSpan(line.Length + 1);
        line.CopyTo(span);
        span[line.Length] = (byte)'\n';
        pipe.Advance(line.Length + 1);
    }
}
