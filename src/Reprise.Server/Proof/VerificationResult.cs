using System.Text.Json;
using System.Threading.Channels;
using Reprise.Proof.Verification;
using Reprise.Server.Api;

namespace Reprise.Server.Proof;

/// <summary>A verification while it goes on: lines of progress, then the report. It ends with the request.</summary>
internal sealed class VerificationResult(ProofReads reads, VerificationOptions options) : IResult
{
    public const string MediaType = "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancelled = httpContext.RequestAborted;
        // Whoever reads slowly sees the newest.
        var lines = Channel.CreateBounded<VerificationProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var running = RunAsync(lines.Writer, cancelled);
        httpContext.Response.ContentType = MediaType;
        httpContext.Response.Headers.CacheControl = "private, no-store";
        try
        {
            await foreach (var progress in lines.Reader.ReadAllAsync(cancelled)) await WriteAsync(httpContext.Response, new VerificationLineDocument { Progress = progress }, cancelled);
        }
        finally
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await WriteAsync(httpContext.Response, new VerificationLineDocument { Report = await running }, cancelled);
    }

    private async Task<VerificationReport> RunAsync(ChannelWriter<VerificationProgress> lines, CancellationToken cancelled)
    {
        try
        {
            return await reads.VerifyAsync(options, progress => lines.TryWrite(progress), cancelled);
        }
        finally
        {
            lines.Complete();
        }
    }

    private static async Task WriteAsync(HttpResponse response, VerificationLineDocument line, CancellationToken cancelled)
    {
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, ApiJson.Relaxed.VerificationLineDocument), cancelled);
        await response.Body.WriteAsync("\n"u8.ToArray(), cancelled);
        await response.Body.FlushAsync(cancelled);
    }
}
