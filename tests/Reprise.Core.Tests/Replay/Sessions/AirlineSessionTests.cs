using System.Text;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Tests;

namespace Reprise.Core.Tests.Replay.Sessions;

/// <summary>The recorded conversations of an airline's agent, all of them: what is replayed is what was asked.</summary>
public sealed class AirlineSessionTests(ITestOutputHelper output)
{
    private const string NewSystem = "You are an agent of an airline. Be brief.";

    [Fact]
    public async Task Every_request_can_be_made_from_the_first_one_the_answers_and_the_tools_on_record()
    {
        var (bench, sessions) = await RecordedAsync();
        var counts = new Dictionary<RebuildOutcome, int>();
        foreach (var session in sessions)
            foreach (var outcome in SessionRebuild.Check(await bench.ReadAsync(session.Id))) counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
        output.WriteLine($"{sessions.Count} sessions, {counts.Values.Sum()} turns: {string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"))}");
        counts.Keys.ShouldBe([RebuildOutcome.First, RebuildOutcome.Bytes], ignoreOrder: true);
        counts[RebuildOutcome.First].ShouldBe(sessions.Count);
    }

    [Theory]
    [InlineData(BranchMode.Pinned)]
    [InlineData(BranchMode.Free)]
    public async Task What_the_provider_gets_is_what_is_on_record_byte_for_byte(BranchMode mode)
    {
        var (bench, sessions) = await RecordedAsync();
        var turns = 0;
        foreach (var session in sessions)
        {
            bench.Sender.Received.Clear();
            var view = await bench.ReplayAsync(session.Id, new BranchRequest { Mode = mode });
            view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
            view.FirstDivergence.ShouldBeNull(session.Id);
            var recorded = session.Calls().ToArray();
            bench.Sender.Received.Count.ShouldBe(recorded.Length);
            for (var i = 0; i < recorded.Length; i++) bench.Sender.Received[i].Body.Span.SequenceEqual(recorded[i].Request).ShouldBeTrue($"{session.Id}, turn {i + 1}");
            view.Turns.Sum(turn => turn.Tools.Count).ShouldBe(session.Messages.Count(message => message.Role == "tool") - (session.Messages[^1].Role == "tool" ? 1 : 0));
            turns += recorded.Length;
        }

        output.WriteLine($"{mode}: {sessions.Count} sessions, {turns} turns received byte for byte");
    }

    [Theory]
    [InlineData(BranchMode.Pinned)]
    [InlineData(BranchMode.Free)]
    public async Task A_changed_system_prompt_marks_the_first_turn_that_is_answered_otherwise(BranchMode mode)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (bench, sessions) = await RecordedAsync();
        var kinds = new Dictionary<AnswerDifference, int>();
        foreach (var session in sessions)
        {
            // From a turn on the provider says otherwise; a request with a known history gets the recorded answer before that.
            var calls = session.Calls().ToArray();
            var chosen = random.Next(1, calls.Length + 1);
            bench.Answers.Clear();
            bench.Otherwise = mode == BranchMode.Free ? TauSession.Answer("{\"content\": \"Let us see.\", \"role\": \"assistant\"}", 1) : null;
            for (var i = 0; i < calls.Length; i++) bench.Answers[SessionBench.Key(WithSystem(calls[i].Request))] = i + 1 < chosen ? calls[i].Answer : Otherwise(calls[i].Answer, random);
            var view = await bench.ReplayAsync(session.Id, new BranchRequest { Mode = mode, Changes = new ReplayChanges { System = NewSystem } });
            view.FirstDivergence.ShouldBe(chosen, $"seed {seed}, {session.Id}");
            view.Turns.Where(turn => turn.Turn < chosen).ShouldAllBe(turn => turn.Difference == AnswerDifference.None);
            var difference = view.Turns.First(turn => turn.OriginTurn == chosen).Difference;
            kinds[difference] = kinds.GetValueOrDefault(difference) + 1;
        }

        output.WriteLine($"{mode}: {sessions.Count} sessions marked: {string.Join(", ", kinds.Select(pair => $"{pair.Key} {pair.Value}"))}");
    }

    private static byte[] WithSystem(byte[] request)
    {
        var json = Encoding.UTF8.GetString(request);
        var end = json.IndexOf("}, {", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes("{\"model\": \"gpt-4o\", \"messages\": [{\"role\": \"system\", \"content\": \"" + NewSystem + "\"" + json[end..]);
    }

    /// <summary>Another text, another tool, or other arguments.</summary>
    private static byte[] Otherwise(byte[] answer, Random random)
    {
        var json = Encoding.UTF8.GetString(answer);
        if (!json.Contains("\"tool_calls\": [", StringComparison.Ordinal)) return Encoding.UTF8.GetBytes(json.Replace("{\"content\": \"", "{\"content\": \"Well: ", StringComparison.Ordinal));
        return random.Next(3) switch
        {
            0 => TauSession.Answer("{\"content\": \"I cannot do that.\", \"role\": \"assistant\"}", 1),
            1 => Encoding.UTF8.GetBytes(json.Replace("\"name\": \"", "\"name\": \"other_", StringComparison.Ordinal)),
            _ => Encoding.UTF8.GetBytes(json.Replace("\"arguments\": \"{", "\"arguments\": \"{\\\"extra\\\":1,", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal)),
        };
    }

    private static async Task<(SessionBench Bench, IReadOnlyList<TauSession> Sessions)> RecordedAsync()
    {
        var sessions = TauSessions.Read();
        var bench = new SessionBench();
        foreach (var session in sessions)
        {
            foreach (var (request, answer) in session.Calls()) await bench.RecordAsync(session.Id, request, answer);
            foreach (var (name, arguments, result) in session.Tools()) await bench.RecordToolAsync(session.Id, name, arguments, result);
        }

        return (bench, sessions);
    }
}
