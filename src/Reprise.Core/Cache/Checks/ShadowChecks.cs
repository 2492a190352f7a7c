using System.Text.Json;
using Reprise.Cache.Judging;
using Reprise.Cache.Policies;
using Reprise.Interactions;

namespace Reprise.Cache.Checks;

/// <summary>
/// Keeps count of how often semantic hits turned out wrong, policy by policy, and asks for more certainty where they do so more often than the owner accepts.
/// Everything it knows comes from facts (<c>cache_correct</c> on a hit) and can be told again in any order, by any server, any number of times. Safe for any
/// number of threads.
/// </summary>
public sealed class ShadowChecks(TimeProvider time) : IRequiredProbability
{
    /// <summary>The evaluation that says of a hit whether it was right: 1 or 0.</summary>
    public const string FactName = "cache_correct";

    /// <summary>Most checks remembered of a policy one by one.</summary>
    public const int WindowChecks = 2_000;

    /// <summary>Older checks say nothing about today's traffic.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<CheckedPolicy, PolicyChecks> _policies = [];

    /// <inheritdoc/>
    public double Of(string project, CachePolicy policy, long generation)
    {
        ArgumentNullException.ThrowIfNull(policy);
        lock (_lock)
        {
            return _policies.TryGetValue(new CheckedPolicy(project, policy.Name, generation), out var checks)
                ? checks.Required(policy.AcceptedWrongRate, time.GetUtcNow())
                : 1 - policy.AcceptedWrongRate;
        }
    }

    /// <summary>Notes whether a semantic hit was right. A check that is known already counts once; the later word prevails.</summary>
    /// <param name="policy">Whose hit it was.</param>
    /// <param name="hit">The interaction that got the hit.</param>
    /// <param name="givenAt">When it did; a time to come counts as now.</param>
    /// <param name="isCorrect">Whether a fresh answer said the same.</param>
    /// <param name="acceptedWrongRate">What the policy's owner accepts now.</param>
    /// <returns>How the required probability changed by it; null when it did not.</returns>
    public CheckChange? Record(CheckedPolicy policy, InteractionId hit, DateTimeOffset givenAt, bool isCorrect, double acceptedWrongRate)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var checks = PolicyOf(policy);
            var at = givenAt > now ? now : givenAt;
            return checks.TryAdd(hit, new Check(at, isCorrect)) ? checks.Settle(acceptedWrongRate, now) : null;
        }
    }

    /// <summary>What is known of a policy's hits; never null.</summary>
    public CheckEstimate Estimate(CheckedPolicy policy, double acceptedWrongRate)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var checks = _policies.GetValueOrDefault(policy) ?? new PolicyChecks(policy);
            var required = checks.Required(acceptedWrongRate, now);
            var (all, wrong) = checks.Recent(now);
            var (since, wrongSince) = checks.SinceChange();
            return new CheckEstimate
            {
                Checks = all,
                Wrong = wrong,
                Interval = RateInterval.Wilson(wrong, all),
                ChecksSinceChange = since,
                WrongSinceChange = wrongSince,
                RequiredProbability = required,
                RequiredAtFirst = 1 - acceptedWrongRate,
                ChangedAt = checks.ChangedAt,
            };
        }
    }

    /// <summary>Steps that policies have taken since this was last asked because they had no checks.</summary>
    public IReadOnlyList<CheckChange> TakeRested()
    {
        lock (_lock) return [.. _policies.Values.SelectMany(static checks => checks.TakeRested())];
    }

    /// <summary>All policies with a check.</summary>
    public IReadOnlyList<CheckedPolicy> Policies
    {
        get
        {
            lock (_lock) return [.. _policies.Keys];
        }
    }

    /// <summary>A policy's checks as JSON, below 200 KB; null when there are none.</summary>
    public string? Save(CheckedPolicy policy)
    {
        lock (_lock) return _policies.TryGetValue(policy, out var checks) ? JsonSerializer.Serialize(CheckNote.Of(checks), CheckJson.Default.CheckNote) : null;
    }

    /// <summary>Takes over what <see cref="Save"/> gave, beside what is known already. A note that cannot be read is passed over.</summary>
    /// <returns>False when it could not be read.</returns>
    public bool Load(CheckedPolicy policy, string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        CheckNote? read;
        try
        {
            read = JsonSerializer.Deserialize(note, CheckJson.Default.CheckNote);
        }
        catch (JsonException)
        {
            return false;
        }

        if (read is null) return false;
        lock (_lock) read.Fill(PolicyOf(policy));
        return true;
    }

    private PolicyChecks PolicyOf(CheckedPolicy policy)
    {
        if (!_policies.TryGetValue(policy, out var checks)) _policies[policy] = checks = new PolicyChecks(policy);
        return checks;
    }
}
