using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Tests.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.BadInput;

/// <summary>A provider that answers every chat with a stream, whose second half waits until the test lets it go.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private const string Call = "X-Call";

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private RawUpstream _upstream = null!;
    private int _calls;

    public string Url => _upstream.Url;

    public static async Task<Neighbour> StartAsync()
    {
        var neighbour = new Neighbour();
        neighbour._upstream = await RawUpstream.StartAsync(neighbour.AnswerAsync);
        return neighbour;
    }

    /// <summary>Begins a call and waits until the first half of its answer is there.</summary>
    public async Task<GoodCall> BeginAsync(TestServer server)
    {
        var number = $"{Interlocked.Increment(ref _calls)}";
        var gate = _gates.GetOrAdd(number, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        var body = $$"""{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"neighbour {{number}}"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/neighbour/v1/chat/completions") { Content = RelaySpec.Json(body) };
        request.Headers.Add(Call, number);
        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new GoodCall(server, response, gate, body, Halves(number));
    }

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var number = context.Request.Headers[Call].ToString();
        await RelaySpec.ReadAllAsync(context.Request);
        var (first, second) = Halves(number);
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(first);
        await context.Response.Body.FlushAsync();
        await _gates[number].Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(second);
    }

    private static (string First, string Second) Halves(string number) => (
        """data: {"choices":[{"index":0,"delta":{"content":"whole "}}]}""" + "\n\n",
        $$$"""data: {"choices":[{"index":0,"delta":{"content":"answer {{{number}}}"},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n");

    /// <summary>A call that must come out whole.</summary>
    internal sealed class GoodCall(TestServer server, HttpResponseMessage response, TaskCompletionSource gate, string asked, (string First, string Second) answer) : IDisposable
    {
        public async Task FinishAsync()
        {
            gate.SetResult();
            var expected = answer.First + answer.Second;
            (await response.Content.ReadAsStringAsync()).ShouldBe(expected);
            var recorded = await server.RecordedAsync(response);
            recorded.Request!.Bytes.ToArray().ShouldBe(Encoding.UTF8.GetBytes(asked));
            recorded.Response!.Bytes.ToArray().ShouldBe(Encoding.UTF8.GetBytes(expected));
            recorded.Interaction.Status.ShouldBe(InteractionStatus.Success);
            recorded.Interaction.RecordError.ShouldBeNull();
        }

        public void Dispose() => response.Dispose();
    }
}
