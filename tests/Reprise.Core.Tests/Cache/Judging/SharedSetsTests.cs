using System.Text.Json;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Judging;

/// <summary>What the default policy would answer on pairs nobody trained on.</summary>
public sealed class SharedSetsTests(ITestOutputHelper output)
{
    private static readonly CachePolicy s_policy = new() { Name = "default" };

    [Fact]
    public void The_default_policy_answers_at_most_one_in_a_hundred_questions_that_are_no_duplicates()
    {
        Share("qqp_pairs.jsonl", pair => pair.GetProperty("label").GetInt32() == 0).ShouldBeLessThanOrEqualTo(.01);
        Share("qqp_pairs.jsonl", pair => pair.GetProperty("label").GetInt32() == 0 && pair.GetProperty("hard").GetBoolean()).ShouldBeLessThanOrEqualTo(.02);
    }

    [Fact]
    public void The_default_policy_answers_at_most_one_in_a_hundred_negations() =>
        Share("negation_adversarial.jsonl", pair => pair.GetProperty("label").GetInt32() == 0).ShouldBeLessThanOrEqualTo(.01);

    [Fact]
    public void The_default_policy_answers_some_duplicates() =>
        Share("qqp_pairs.jsonl", pair => pair.GetProperty("label").GetInt32() == 1).ShouldBeGreaterThan(.02);

    private double Share(string file, Func<JsonElement, bool> counts)
    {
        var (pairs, answered) = (0, 0);
        foreach (var line in File.ReadLines(Path.Combine(SharedData.Require("semcache"), file)))
        {
            var pair = JsonDocument.Parse(line).RootElement;
            if (!counts(pair)) continue;
            pairs++;
            var (asked, cached) = (pair.GetProperty("b").GetString()!, pair.GetProperty("a").GetString()!);
            var similarity = Similarity.Of(asked, cached);
            if (similarity < s_policy.MinSimilarity) continue;
            var judgement = CandidateJudge.Shared.Judge(PreparedText.Of(asked), PreparedText.Of(cached), similarity, null);
            if (judgement.Guard == GuardKind.None && judgement.Probability >= 1 - s_policy.AcceptedWrongRate) answered++;
        }

        output.WriteLine($"{file}: {answered} of {pairs}");
        return (double)answered / pairs;
    }
}
