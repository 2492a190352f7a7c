using System.Text;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Sessions;

/// <summary>Stands for the gateway: a script answers, and the call is read and put on record as the gateway would.</summary>
internal sealed class ScriptedSender(IInteractionStore store, ManualTimeProvider time, Func<OutgoingCall, byte[]> answer) : ICallSender
{
    private readonly CapturePipeline _pipeline = new(PriceTable.BuiltIn);

    public List<OutgoingCall> Received { get; } = [];

    public IReadOnlyList<CallTarget> Targets { get; } = [.. new[] { "openai", "anthropic", "ollama", "gemini", "bedrock" }.Select(static name => new CallTarget(name, name, true))];

    public async Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Received.Add(call);
        byte[] said;
        try
        {
            said = answer(call);
        }
        catch (OperationCanceledException)
        {
            Received.RemoveAt(Received.Count - 1);
            throw;
        }

        var failed = Encoding.UTF8.GetString(said).StartsWith("{\"error\"", StringComparison.Ordinal);
        var recorded = Record(_pipeline, call, said, failed ? 500 : 200, time);
        await store.AppendAsync(new StoreBatch { Interactions = [recorded] }, cancellationToken);
        return recorded;
    }

    public static RecordedInteraction Record(CapturePipeline pipeline, OutgoingCall call, byte[] answer, int status, ManualTimeProvider time)
    {
        time.Advance(TimeSpan.FromMilliseconds(5));
        using var captured = new CapturedCall
        {
            Id = InteractionId.New(time),
            Project = call.Project,
            Timestamp = time.GetUtcNow(),
            Provider = call.Provider,
            Method = call.Method,
            Path = call.Path,
            Request = new Body { Bytes = call.Body, ContentType = call.ContentType },
            Response = new Body { Bytes = answer, ContentType = "application/json" },
            HttpStatus = status,
            LatencyMs = 7,
            Labels = call.Labels,
        };
        var recorded = pipeline.Derive(captured);
        return recorded with { Interaction = recorded.Interaction with { Replay = call.Labels.Replay, Query = call.Query.Length > 0 ? call.Query : null } };
    }
}
