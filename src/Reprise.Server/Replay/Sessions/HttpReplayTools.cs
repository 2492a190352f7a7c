using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using Reprise.Replay;
using Reprise.Replay.Sessions;

namespace Reprise.Server.Replay.Sessions;

/// <summary>Asks the configured tools: a POST with the arguments as JSON, the answer's body is the result. Follows no redirect: only what is configured is called.</summary>
internal sealed class HttpReplayTools(IOptions<ReplayToolOptions> options) : IReplayTools, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public IReadOnlyList<string> Names { get; } = [.. options.Value.Tools.Keys.Order(StringComparer.Ordinal)];

    public async Task<string> CallAsync(string name, string arguments, CancellationToken cancellationToken)
    {
        if (!options.Value.Tools.TryGetValue(name, out var tool)) throw Failed(name, "is not configured on this server");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(tool.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, tool.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode) throw Failed(name, $"answered with status {(int)response.StatusCode}");
            return Encoding.UTF8.GetString(await ReadAsync(name, tool, response, limit.Token));
        }
        catch (HttpRequestException e)
        {
            throw Failed(name, $"could not be reached ({e.HttpRequestError})");
        }
        catch (IOException)
        {
            throw Failed(name, "broke off its answer");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(name, FormattableString.Invariant($"did not answer within {tool.Timeout.TotalSeconds:0.#} s"));
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<byte[]> ReadAsync(string name, ReplayToolSettings tool, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var read = new ArrayBufferWriter<byte>();
        int count;
        while ((count = await body.ReadAsync(read.GetMemory(16 * 1024), cancellationToken)) > 0)
        {
            read.Advance(count);
            if (read.WrittenCount > tool.MaxBytes) throw Failed(name, $"answered with more than {tool.MaxBytes:N0} bytes");
        }

        return read.WrittenSpan.ToArray();
    }

    private static ReplayException Failed(string name, string how) => new(ReplayObstacles.ToolAnswerMissing, $"The tool {name} {how}.", "Resume the branch when the tool answers again.", $"Leave {name} to the record.");
}
