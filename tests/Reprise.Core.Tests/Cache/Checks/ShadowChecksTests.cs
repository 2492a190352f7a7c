using Reprise.Cache.Checks;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Embeddings;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Core.Tests.Cache.Checks;

public sealed class ShadowChecksTests
{
    private const double Accepted = 0.01;

    /// <summary>Simulated histories a figure.</summary>
    private const int Count = 120;
    private static readonly CheckedPolicy _policy = new("default", "careful", 3);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_policy_that_is_wrong_five_times_as_often_as_accepted_tightens_within_600_checks()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var needed = Histories(seed, Count, rate: 0.05, checks: 600);
        // By chance a history in some thousands sees too few wrong answers.
        needed.Count(static count => count == null).ShouldBeLessThanOrEqualTo(1, $"seed {seed}");
        var sorted = needed.Select(static count => count ?? int.MaxValue).Order().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"checks until tightened: median {sorted[Count / 2]}, 95 % {sorted[Count * 95 / 100]}, most {sorted[^1]}");
        sorted[Count / 2].ShouldBeLessThan(150, $"seed {seed}");
    }

    [Theory]
    [InlineData(0.005, 0.01)]
    [InlineData(0.01, 0.05)]
    public void A_policy_that_keeps_to_its_rate_hardly_ever_tightens(double rate, double histories)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var tightened = Histories(seed, Count, rate, checks: 2_000).Count(count => count != null);
        TestContext.Current.TestOutputHelper?.WriteLine($"{tightened} of {Count} histories of 2,000 checks tightened");

        // Three standard errors above what is promised.
        tightened.ShouldBeLessThanOrEqualTo((int)(Count * (histories + 3 * Math.Sqrt(histories / Count))), $"seed {seed}");
    }

    [Fact]
    public void One_wrong_answer_changes_nothing()
    {
        var checks = new ShadowChecks(_time);
        Add(checks, correct: false).ShouldBeNull();
        Required(checks).ShouldBe(0.99, 1e-12);
    }

    [Fact]
    public void Tightening_says_before_and_after_and_starts_counting_anew()
    {
        var checks = new ShadowChecks(_time);
        var change = Tighten(checks);
        change.Kind.ShouldBe(CheckChangeKind.Tightened);
        change.Before.ShouldBe(0.99, 1e-12);
        change.After.ShouldBeGreaterThanOrEqualTo(0.995);
        change.Wrong.ShouldBeGreaterThan(1);
        change.Accepted.ShouldBe(Accepted);
        Required(checks).ShouldBe(change.After);
        var estimate = checks.Estimate(_policy, Accepted);
        (estimate.ChecksSinceChange, estimate.WrongSinceChange).ShouldBe((0, 0));
        estimate.Checks.ShouldBe(change.Checks);
        estimate.Interval.ShouldBe(RateInterval.Wilson(change.Wrong, change.Checks));
        estimate.ChangedAt.ShouldBe(change.At);
    }

    [Fact]
    public void A_tightened_policy_loosens_step_by_step_and_never_beyond_what_is_accepted()
    {
        var checks = new ShadowChecks(_time);
        Tighten(checks);
        var steps = new List<CheckChange>();
        for (var i = 0; i < 20_000; i++)
        {
            if (Add(checks, correct: true) is { } change) steps.Add(change);
        }

        steps.ShouldNotBeEmpty();
        steps.ShouldAllBe(change => change.Kind == CheckChangeKind.Loosened && change.After < change.Before);
        steps.ShouldAllBe(change => change.Checks >= 300);
        Required(checks).ShouldBe(0.99, 1e-12);
    }

    [Fact]
    public void A_rate_a_little_below_the_accepted_one_is_no_reason_to_loosen()
    {
        var checks = new ShadowChecks(_time);
        var after = Tighten(checks).After;
        for (var i = 1; i <= 2_000; i++) Add(checks, correct: i % 125 != 0).ShouldBeNull($"check {i}");
        Required(checks).ShouldBe(after);
    }

    [Fact]
    public void What_stays_wrong_however_strict_is_answered_no_more_until_a_week_has_passed()
    {
        var checks = new ShadowChecks(_time);
        for (var i = 0; i < 200 && Required(checks) <= 1; i++) Add(checks, correct: false);
        Required(checks).ShouldBe(PolicyChecks.Never);
        _time.Advance(PolicyChecks.Rest - TimeSpan.FromHours(1));
        Required(checks).ShouldBe(PolicyChecks.Never);
        _time.Advance(TimeSpan.FromHours(1));
        Required(checks).ShouldBeInRange(0.9999, 1);
    }

    [Fact]
    public void A_policy_stricter_than_the_judge_is_ever_sure_finds_its_way_back_by_resting()
    {
        // The shipped judge, sure of this pair as it may be: what it gives at first is not given any more once the first two of ten were wrong.
        var (asked, cached) = (PreparedText.Of("What is the capital city of France?"), PreparedText.Of("what is the capital city of france"));
        var judgement = CandidateJudge.Shared.Judge(asked, cached, Cosine(asked.Text, cached.Text), null);
        judgement.Guard.ShouldBe(GuardKind.None);
        var accepted = Math.Max(Accepted, 1 - judgement.Probability);
        var policy = new CachePolicy { Name = _policy.Policy, AcceptedWrongRate = accepted };
        var checks = new ShadowChecks(_time);
        bool IsGiven() => judgement.Probability >= checks.Of(_policy.Project, policy, _policy.Generation);
        IsGiven().ShouldBeTrue();
        for (var i = 0; i < 500 && IsGiven(); i++) Tell(checks, correct: i % 5 != 0, accepted);
        IsGiven().ShouldBeFalse();

        // No hit, no check; a week of that is a step back.
        var weeks = 0;
        for (; weeks < 12 && !IsGiven(); weeks++) _time.Advance(PolicyChecks.Rest);
        TestContext.Current.TestOutputHelper?.WriteLine($"probability {judgement.Probability}, given again after {weeks} weeks");
        IsGiven().ShouldBeTrue();
        Enumerable.Range(0, 500).Any(i => Tell(checks, correct: i % 5 != 0, accepted) is { Kind: CheckChangeKind.Tightened }).ShouldBeTrue("checks count again");
    }

    [Fact]
    public void Rests_count_the_same_whether_anybody_asked_meanwhile_or_not()
    {
        var checks = new ShadowChecks(_time);
        for (var i = 0; i < 10; i++) Add(checks, correct: i is not (3 or 7));
        var strict = Required(checks);
        strict.ShouldBe(1 - Accepted / 8, 1e-12);
        _time.Advance(PolicyChecks.Rest - TimeSpan.FromSeconds(10));
        Required(checks).ShouldBe(strict);
        var note = checks.Save(_policy)!;
        _time.Advance(2 * PolicyChecks.Rest + TimeSpan.FromSeconds(10));
        Required(checks).ShouldBe(1 - Accepted, 1e-12);
        var restarted = new ShadowChecks(_time);
        restarted.Load(_policy, note);
        Required(restarted).ShouldBe(1 - Accepted, 1e-12);
    }

    [Fact]
    public void A_strict_policy_that_goes_on_being_checked_does_not_rest()
    {
        var checks = new ShadowChecks(_time);
        for (var i = 0; i < 10; i++) Add(checks, correct: i is not (3 or 7));
        var strict = Required(checks);
        for (var day = 0; day < 20; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            Add(checks, correct: true);
        }

        Required(checks).ShouldBe(strict);
    }

    [Theory]
    [InlineData(0.002, 1)]
    [InlineData(0.001, 1)]
    [InlineData(0.002, 1800)]
    public void A_policy_that_accepts_little_loosens_too_however_many_checks_it_takes(double accepted, int seconds)
    {
        var checks = new ShadowChecks(_time);
        for (var i = 0; i < 10; i++) Tell(checks, correct: i is not (3 or 7), accepted);
        var policy = new CachePolicy { Name = _policy.Policy, AcceptedWrongRate = accepted };
        var strict = checks.Of(_policy.Project, policy, _policy.Generation);
        strict.ShouldBeGreaterThan(1 - accepted);
        CheckChange? change = null;
        var needed = 0;
        for (; needed < 20 / accepted && change is null; needed++)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds));
            change = Tell(checks, correct: true, accepted);

            // Told again, as when the record is read once more, it counts no more.
            if (needed % 500 == 0) checks.Load(_policy, checks.Save(_policy)!);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"accepted {accepted}: loosened after {needed} checks");
        change.ShouldNotBeNull().Kind.ShouldBe(CheckChangeKind.Loosened);
        change.Checks.ShouldBe(needed + 2, "two of the first ten came after the eighth, which tightened");
        needed.ShouldBeGreaterThan(ShadowChecks.WindowChecks / 2);
    }

    [Fact]
    public void A_check_too_old_to_be_remembered_counts_once_when_it_is_told_again()
    {
        var checks = new ShadowChecks(_time);
        Tighten(checks);
        var told = new List<(InteractionId Id, DateTimeOffset At)>();
        for (var i = 0; i < ShadowChecks.WindowChecks + 300; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            told.Add((InteractionId.New(_time), _time.GetUtcNow()));
            checks.Record(_policy, told[^1].Id, told[^1].At, i % 125 != 0, Accepted);
        }

        var before = checks.Estimate(_policy, Accepted);
        before.ChecksSinceChange.ShouldBe(told.Count);
        foreach (var (id, at) in told.Take(300)) checks.Record(_policy, id, at, isCorrect: true, Accepted);
        checks.Estimate(_policy, Accepted).ShouldBe(before);
    }

    [Fact]
    public void A_check_told_twice_or_in_another_order_counts_once()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var told = Enumerable.Range(0, 60).Select(i => (Id: InteractionId.New(_time), Correct: i % 20 != 0)).ToArray();
        var once = new ShadowChecks(_time);
        foreach (var (id, correct) in told) once.Record(_policy, id, _time.GetUtcNow(), correct, Accepted);

        var often = new ShadowChecks(_time);
        var again = told.Concat(told).ToArray();
        random.Shuffle(again);
        foreach (var (id, correct) in again) often.Record(_policy, id, _time.GetUtcNow(), correct, Accepted);
        var (one, other) = (once.Estimate(_policy, Accepted), often.Estimate(_policy, Accepted));
        (other.Checks, other.Wrong).ShouldBe((one.Checks, one.Wrong), $"seed {seed}");
        other.Checks.ShouldBe(60);
    }

    [Fact]
    public void The_later_word_about_a_check_prevails()
    {
        var checks = new ShadowChecks(_time);
        var hit = InteractionId.New(_time);
        checks.Record(_policy, hit, _time.GetUtcNow(), isCorrect: false, Accepted);
        checks.Record(_policy, hit, _time.GetUtcNow(), isCorrect: true, Accepted);
        checks.Estimate(_policy, Accepted).Wrong.ShouldBe(0);
    }

    [Fact]
    public void Everything_survives_a_restart()
    {
        var checks = new ShadowChecks(_time);
        Tighten(checks);
        for (var i = 0; i < 30; i++) Add(checks, correct: i != 4);
        var note = checks.Save(_policy).ShouldNotBeNull();

        var restarted = new ShadowChecks(_time);
        restarted.Load(_policy, note).ShouldBeTrue();
        restarted.Estimate(_policy, Accepted).ShouldBe(checks.Estimate(_policy, Accepted));
        Required(restarted).ShouldBe(Required(checks));
        restarted.Save(_policy).ShouldBe(note);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"doubt\":\"x\"}")]
    public void A_note_that_cannot_be_read_is_passed_over(string note)
    {
        var checks = new ShadowChecks(_time);
        checks.Load(_policy, note).ShouldBeFalse();
        Required(checks).ShouldBe(0.99, 1e-12);
    }

    [Fact]
    public void Only_the_window_counts_and_a_note_stays_small()
    {
        var checks = new ShadowChecks(_time);
        for (var i = 0; i < ShadowChecks.WindowChecks + 500; i++) Add(checks, correct: true);
        checks.Estimate(_policy, Accepted).Checks.ShouldBe(ShadowChecks.WindowChecks);
        checks.Save(_policy)!.Length.ShouldBeLessThan(200 * 1024);
        _time.Advance(ShadowChecks.Window + TimeSpan.FromDays(1));
        var estimate = checks.Estimate(_policy, Accepted);
        estimate.Checks.ShouldBe(0);
        estimate.Rate.ShouldBeNull();
        estimate.Interval.ShouldBe(RateInterval.Unknown);
    }

    [Fact]
    public void A_clock_that_was_ahead_neither_stops_the_counting_nor_counts_twice()
    {
        var ahead = new ManualTimeProvider(_time.GetUtcNow().AddYears(3));
        var before = new ShadowChecks(ahead);
        Tighten(before, ahead);
        var checks = new ShadowChecks(_time);
        checks.Load(_policy, before.Save(_policy)!).ShouldBeTrue();

        var estimate = checks.Estimate(_policy, Accepted);
        (estimate.ChecksSinceChange, estimate.WrongSinceChange).ShouldBe((0, 0));
        estimate.ChangedAt.ShouldBe(_time.GetUtcNow());
        var required = Required(checks);
        CheckChange? change = null;
        for (var i = 0; i < 100 && change is null; i++) change = Add(checks, correct: i % 5 != 0);
        change.ShouldNotBeNull().After.ShouldBeGreaterThan(required);
    }

    [Fact]
    public void A_hit_from_the_future_counts_as_now()
    {
        var checks = new ShadowChecks(_time);
        checks.Record(_policy, InteractionId.New(_time), _time.GetUtcNow().AddDays(400), isCorrect: true, Accepted);
        checks.Estimate(_policy, Accepted).Checks.ShouldBe(1);
        _time.Advance(ShadowChecks.Window + TimeSpan.FromDays(1));
        checks.Estimate(_policy, Accepted).Checks.ShouldBe(0);
    }

    [Fact]
    public void Projects_policies_and_generations_are_apart()
    {
        var checks = new ShadowChecks(_time);
        Tighten(checks);
        var policy = new CachePolicy { Name = _policy.Policy };
        checks.Of(_policy.Project, policy, _policy.Generation + 1).ShouldBe(0.99, 1e-12);
        checks.Of("another", policy, _policy.Generation).ShouldBe(0.99, 1e-12);
        checks.Of(_policy.Project, policy with { Name = "other" }, _policy.Generation).ShouldBe(0.99, 1e-12);
        checks.Policies.ShouldBe([_policy]);
    }

    [Fact]
    public void An_owner_who_accepts_nothing_gets_what_is_certain_or_nothing()
    {
        var checks = new ShadowChecks(_time);
        checks.Of("p", new CachePolicy { Name = "n", AcceptedWrongRate = 0 }, 0).ShouldBe(1);
        checks.Record(_policy, InteractionId.New(_time), _time.GetUtcNow(), isCorrect: false, 0).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        checks.Record(_policy, InteractionId.New(_time), _time.GetUtcNow(), isCorrect: false, 0).ShouldNotBeNull().Kind.ShouldBe(CheckChangeKind.Tightened);
    }

    private static double Required(ShadowChecks checks) => checks.Of(_policy.Project, new CachePolicy { Name = _policy.Policy, AcceptedWrongRate = Accepted }, _policy.Generation);

    private static float Cosine(string one, string other)
    {
        var (a, b) = (new float[StaticEmbedder.Shared.Identity.Dimensions], new float[StaticEmbedder.Shared.Identity.Dimensions]);
        (StaticEmbedder.Shared.TryEmbed(one, a) && StaticEmbedder.Shared.TryEmbed(other, b)).ShouldBeTrue();
        return a.Zip(b, static (x, y) => x * y).Sum();
    }

    private CheckChange? Tell(ShadowChecks checks, bool correct, double accepted)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return checks.Record(_policy, InteractionId.New(_time), _time.GetUtcNow(), correct, accepted);
    }

    private CheckChange? Add(ShadowChecks checks, bool correct, ManualTimeProvider? time = null)
    {
        (time ?? _time).Advance(TimeSpan.FromSeconds(1));
        return checks.Record(_policy, InteractionId.New(time ?? _time), (time ?? _time).GetUtcNow(), correct, Accepted);
    }

    private CheckChange Tighten(ShadowChecks checks, ManualTimeProvider? time = null)
    {
        for (var i = 1; i < 500; i++)
        {
            if (Add(checks, correct: i % 10 != 0, time) is { } change) return change;
        }

        throw new InvalidOperationException("A tenth was wrong and the policy did not tighten.");
    }

    /// <summary>After how many checks each of so many policies tightened; null where it did not.</summary>
    private List<int?> Histories(int seed, int histories, double rate, int checks)
    {
        var random = new Random(seed);
        var needed = new List<int?>();
        for (var history = 0; history < histories; history++)
        {
            var policy = new PolicyChecks(_policy);
            int? at = null;
            for (var i = 1; i <= checks && at is null; i++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
                policy.TryAdd(InteractionId.New(_time), new Check(_time.GetUtcNow(), random.NextDouble() >= rate));
                if (policy.Settle(Accepted, _time.GetUtcNow()) is not null) at = i;
            }

            needed.Add(at);
        }

        return needed;
    }
}
