using System.Text;
using Reprise.Calls;
using Reprise.Comparison;
using Reprise.Core.Tests.Comparison;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Replay;
using Reprise.Store;

namespace Reprise.Core.Tests.Replay;

/// <summary>What is paid for is told, whatever goes wrong after it.</summary>
public sealed class ReplayerTests
{
    private const string Chat = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_with_numbers_at_the_edge_of_all_exponents_are_compared()
    {
        var outcome = await ReplayAsync(new Provider(static _ => """{"a":1e-9223372036854775808}"""), Original("""{"a":1}"""));
        outcome.Results.ShouldHaveSingleItem().Comparison.JsonDifferences.ShouldHaveSingleItem().Path.ShouldBe("/a");
    }

    [Fact]
    public async Task A_fault_in_the_comparison_leaves_the_answer_and_a_note()
    {
        var replayer = new Replayer(new InMemoryInteractionStore(), new Provider(static _ => "Hello, you."), new Broken());
        var result = (await replayer.ReplayAsync(Original("Hello."), new ReplayOrder(), Cancellation)).Results.ShouldHaveSingleItem();
        result.Replay.Response.ShouldBe("Hello, you.");
        result.Notes.ShouldContain(PaidComparison.Fault);
        result.Comparison.Same.ShouldBeFalse();
    }

    [Fact]
    public async Task A_fault_between_several_times_keeps_what_came_before_it()
    {
        var outcome = await ReplayAsync(new Provider(static time => time < 2 ? $"answer {time}" : throw new IOException("secret path")), Original("answer 0"), times: 5);
        outcome.Results.Select(static result => result.Replay.Response).ShouldBe(["answer 0", "answer 1"]);
        outcome.Results[1].Notes.ShouldHaveSingleItem().ShouldBe("Only 2 of 5 were sent: a fault within the server ended it.");
        outcome.Summary!.Times.ShouldBe(2);

        var refused = await ReplayAsync(new Provider(static time => time < 1 ? "answer" : throw new CallRefusedException("The gateway is closing.")), Original("answer"), times: 2);
        refused.Results.ShouldHaveSingleItem().Notes.ShouldHaveSingleItem().ShouldBe("Only 1 of 2 were sent: The gateway is closing.");
    }

    [Fact]
    public async Task A_fault_before_the_first_answer_is_told_as_such()
    {
        await Should.ThrowAsync<IOException>(() => ReplayAsync(new Provider(static _ => throw new IOException()), Original("a"), times: 3));
        var refused = await Should.ThrowAsync<ReplayException>(() => ReplayAsync(new Provider(static _ => throw new CallRefusedException("No.")), Original("a")));
        refused.StillWorks.ShouldNotBeEmpty();
        await Should.ThrowAsync<OperationCanceledException>(() => ReplayAsync(new Provider(static time => time == 0 ? "a" : throw new OperationCanceledException()), Original("a"), times: 2));
    }

    [Fact]
    public void A_record_without_wire_bodies_is_prepared_for_the_dialect_its_provider_is_configured_with()
    {
        var replayer = new Replayer(new InMemoryInteractionStore(), new Provider(static _ => "a") { Targets = [new CallTarget("home", "anthropic", HasKey: true)] }, StaticEmbedder.Shared);
        replayer.Prepare(Recorded.Call("reprise", "\"q\"", provider: "home", model: "m"), ReplayChanges.None).Dialect.ShouldBe("anthropic.messages");
    }

    private static Task<ReplayOutcome> ReplayAsync(Provider provider, RecordedInteraction original, int times = 1) =>
        new Replayer(new InMemoryInteractionStore(), provider, StaticEmbedder.Shared).ReplayAsync(original, new ReplayOrder { Times = times }, Cancellation);

    private static RecordedInteraction Original(string answer)
    {
        var call = Side.Chat(Chat, Side.Completion(answer));
        return call with { Interaction = call.Interaction with { Provider = "openai" } };
    }

    private sealed class Provider(Func<int, string> answer) : ICallSender
    {
        private int _times;

        public IReadOnlyList<CallTarget> Targets { get; init; } = [new CallTarget("openai", null, HasKey: true)];

        public Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
        {
            var said = Side.Chat(Encoding.UTF8.GetString(call.Body.Span), Side.Completion(answer(_times++)));
            return Task.FromResult(said with { Interaction = said.Interaction with { Provider = call.Provider } });
        }
    }

    /// <summary>Fails in a way nobody expects of it.</summary>
    private sealed class Broken : IEmbedder
    {
        public EmbedderIdentity Identity => StaticEmbedder.Shared.Identity;

        public int LongestText => StaticEmbedder.Shared.LongestText;

        public ValueTask EmbedAsync(ReadOnlyMemory<string> texts, Memory<float> vectors, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
