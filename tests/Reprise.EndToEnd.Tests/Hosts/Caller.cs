using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Hosts;

/// <summary>Sends chats through the gateway and remembers which answers came whole.</summary>
internal sealed class Caller
{
    private int _number;

    /// <summary>Ids of answers that came whole, with the words that were asked.</summary>
    public ConcurrentDictionary<string, string> Answered { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls from several connections at once until cancelled; a call that fails is no answer and no matter.</summary>
    public Task RunAsync(HttpClient http, int connections, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await AskAsync(http, streams: c % 3 == 0, stop);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                if (!stop.IsCancellationRequested) await Task.Yield();
            }
        }
    }, CancellationToken.None)));

    /// <summary>One whole call; the status of its answer.</summary>
    public async Task<int> AskAsync(HttpClient http, bool streams, CancellationToken stop)
    {
        var words = $"question number {Interlocked.Increment(ref _number)} about harbour {Guid.CreateVersion7():N}";
        var body = JsonSerializer.Serialize(new { model = "gpt-4o", stream = streams, messages = new[] { new { role = "user", content = words } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var text = await ReadAsync(response, streams, stop);
        if (response.IsSuccessStatusCode && text) Answered[response.Headers.GetValues("Reprise-Id").Single()] = words;
        return (int)response.StatusCode;
    }

    /// <summary>A stream counts as answered with its last event, as clients take it, even before the connection says it is over.</summary>
    private static async Task<bool> ReadAsync(HttpResponseMessage response, bool streams, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        using var reader = new StreamReader(stream);
        if (!streams) return (await reader.ReadToEndAsync(stop)).Length > 0;
        while (await reader.ReadLineAsync(stop) is { } line)
            if (line == "data: [DONE]") return true;
        return false;
    }
}
