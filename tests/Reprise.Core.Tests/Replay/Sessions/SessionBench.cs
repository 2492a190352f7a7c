using System.Text;
using System.Text.Json;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Sessions;

/// <summary>A record to put sessions into and a scripted provider to replay them against.</summary>
internal sealed class SessionBench
{
    public const string Project = "default";
    private readonly CapturePipeline _pipeline = new(PriceTable.BuiltIn);

    public SessionBench(Func<OutgoingCall, byte[]>? answer = null, FakeTools? tools = null)
    {
        Settings = new InMemorySettingsStore(Time);
        Sender = new ScriptedSender(Store, Time, answer ?? (call => Sender!.Received.Count > FailAfter ? throw new OperationCanceledException() : Script?.Invoke(call) ?? Answers.GetValueOrDefault(Key(call.Body)) ?? Otherwise ?? throw new InvalidOperationException("The provider does not know this request.")));
        Tools = tools ?? new FakeTools();
        Replayer = new SessionReplayer(Store, Settings, new Replayer(Store, Sender, StaticEmbedder.Shared), Sender, Tools, Time);
    }

    public ManualTimeProvider Time { get; } = new();
    public InMemoryInteractionStore Store { get; } = new();
    public InMemorySettingsStore Settings { get; }
    public ScriptedSender Sender { get; }
    public FakeTools Tools { get; }
    public SessionReplayer Replayer { get; }

    /// <summary>What the provider said to each recorded request.</summary>
    public Dictionary<string, byte[]> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers in place of what is recorded; null to leave that.</summary>
    public Func<OutgoingCall, byte[]>? Script { get; set; }

    /// <summary>After so many calls the server is ended; null to let it live.</summary>
    public int? FailAfter { get; set; }

    /// <summary>What it says to any other; null when there must be none.</summary>
    public byte[]? Otherwise { get; set; }

    public static string Key(ReadOnlyMemory<byte> body) => Hashes.OfBytes(body.Span);

    /// <summary>Puts one call of a session on record.</summary>
    public async Task<RecordedInteraction> RecordAsync(string session, byte[] request, byte[] answer, string provider = "openai", string path = "/v1/chat/completions", int status = 200, string? trace = null)
    {
        Answers[Key(request)] = answer;
        var call = new OutgoingCall { Project = Project, Provider = provider, Path = path, Body = request, Labels = new CallLabels { SessionId = session, TraceId = trace } };
        var recorded = ScriptedSender.Record(_pipeline, call, answer, status, Time);
        await Store.AppendAsync(new StoreBatch { Interactions = [recorded] }, CancellationToken.None);
        return recorded;
    }

    /// <inheritdoc cref="RecordAsync(string, byte[], byte[], string, string, int, string?)"/>
    public Task<RecordedInteraction> RecordAsync(string session, string request, string answer, string provider = "openai", string path = "/v1/chat/completions", int status = 200) =>
        RecordAsync(session, Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(answer), provider, path, status);

    /// <summary>Puts a tool's call on record, as an application that records its tools does.</summary>
    public async Task RecordToolAsync(string session, string name, string arguments, string result)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await Store.AppendAsync(new StoreBatch
        {
            Interactions =
            [
                new RecordedInteraction
                {
                    Interaction = new Interaction
                    {
                        Id = InteractionId.New(Time), Project = Project, Timestamp = Time.GetUtcNow(), Kind = InteractionKind.Tool, Status = InteractionStatus.Success, Name = name,
                        Dialect = "reprise", SessionId = session,
                    },
                    Request = new Body { Bytes = Encoding.UTF8.GetBytes("{\"parameters\":" + arguments + "}") },
                    Response = new Body { Bytes = JsonSerializer.SerializeToUtf8Bytes(new { content = result }) },
                },
            ],
        }, CancellationToken.None);
    }

    public Task<RecordedSession> ReadAsync(string session) => Replayer.Trees.ReadAsync(Project, new SessionKey(session), CancellationToken.None);

    /// <summary>Starts a branch and sees it through.</summary>
    public async Task<BranchView> ReplayAsync(string session, BranchRequest request)
    {
        var task = await Replayer.StartAsync(Project, new SessionKey(session), request, "local", CancellationToken.None);
        await task.RunAsync(null, CancellationToken.None);
        return task.View;
    }
}

/// <summary>Tools that can be asked, by name.</summary>
internal sealed class FakeTools : Dictionary<string, Func<string, string>>, IReplayTools
{
    public List<(string Name, string Arguments)> Asked { get; } = [];

    public IReadOnlyList<string> Names => [.. Keys.Order(StringComparer.Ordinal)];

    public Task<string> CallAsync(string name, string arguments, CancellationToken cancellationToken)
    {
        Asked.Add((name, arguments));
        return Task.FromResult(this[name](arguments));
    }
}
