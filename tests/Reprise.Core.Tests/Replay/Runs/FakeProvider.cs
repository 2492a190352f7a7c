using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Store;

namespace Reprise.Core.Tests.Replay.Runs;

/// <summary>A provider in memory that speaks OpenAI's dialect, counts what it is asked, and puts each call on record as the gateway would.</summary>
internal sealed class FakeProvider(InMemoryInteractionStore store, IPrices prices, TimeProvider time) : ICallSender
{
    private readonly CapturePipeline _pipeline = new(prices);
    private readonly Lock _lock = new();
    private int _underWay;

    public IReadOnlyList<CallTarget> Targets { get; } = [new("openai", "openai", HasKey: true), new("other", "openai", HasKey: true)];

    /// <summary>What it says to a question; by default the question in capitals.</summary>
    public Func<string, FakeReply> Answer { get; set; } = static asked => new FakeReply(asked.ToUpperInvariant());

    /// <summary>Calls wait here before they are answered, as long as it is not completed.</summary>
    public Func<Task> Wait { get; set; } = static () => Task.CompletedTask;

    /// <summary>How often each question was asked.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<OutgoingCall> Calls { get; } = [];

    public int MostUnderWay { get; private set; }

    public decimal Billed { get; private set; }

    public async Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(call.Body);
        var question = body.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
        Asked.AddOrUpdate(question, 1, static (_, count) => count + 1);
        Calls.Enqueue(call);
        lock (_lock) MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
        await Wait();
        var recorded = Record(call, Answer(question), time.GetUtcNow());
        lock (_lock)
        {
            _underWay--;
            Billed += recorded.Interaction.CostUsd ?? 0;
        }

        await store.AppendAsync(new StoreBatch { Interactions = [recorded] }, cancellationToken);
        return recorded;
    }

    /// <summary>A call as it stands on record.</summary>
    public RecordedInteraction Record(OutgoingCall call, FakeReply reply, DateTimeOffset at)
    {
        var model = JsonDocument.Parse(call.Body).RootElement.GetProperty("model").GetString();
        var answer = reply.Status == 200
            ? JsonSerializer.Serialize(new { id = "c", @object = "chat.completion", model, choices = new[] { new { index = 0, message = new { role = "assistant", content = reply.Text }, finish_reason = "stop" } }, usage = new { prompt_tokens = 10, completion_tokens = reply.Tokens, total_tokens = 10 + reply.Tokens } })
            : """{"error":{"message":"no","code":"no_luck"}}""";
        using var captured = new CapturedCall
        {
            Id = InteractionId.At(at), Project = call.Project, Timestamp = at, Provider = call.Provider, Dialect = "openai", Method = call.Method, Path = call.Path, HttpStatus = reply.Status,
            Labels = call.Labels, LatencyMs = reply.LatencyMs, ResponseHeaders = reply.RetryAfter is { } wait ? [new("retry-after", wait)] : [],
            Request = new Body { Bytes = call.Body.ToArray(), ContentType = "application/json" },
            Response = new Body { Bytes = Encoding.UTF8.GetBytes(answer), ContentType = "application/json" },
        };
        return _pipeline.Derive(captured);
    }
}

/// <param name="Text">The answer.</param>
/// <param name="Tokens">Of the answer; each costs a cent.</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="RetryAfter">The header.</param>
internal sealed record FakeReply(string Text, int Tokens = 1, int Status = 200, string? RetryAfter = null, long LatencyMs = 100);

/// <summary>A cent a token of the answer, for the models that are named.</summary>
internal sealed class CentPrices(params string[] models) : IPrices
{
    public PricedUsage? Price(string? provider, string? model, TokenUsage usage, DateTimeOffset at) =>
        models.Contains(model, StringComparer.Ordinal) ? new PricedUsage(0.01m * (usage.CompletionTokens ?? 0), "test") : null;
}
