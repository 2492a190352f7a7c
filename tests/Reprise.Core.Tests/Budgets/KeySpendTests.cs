using Reprise.Access;
using Reprise.Budgets;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Budgets;

/// <summary>A sum of what a key has spent never falls below what it was.</summary>
public sealed class KeySpendTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_record_with_a_negative_cost_gives_nothing_back()
    {
        var (spend, now) = (Spend(), _time.GetUtcNow());
        var (one, other) = (InteractionId.At(now), InteractionId.At(now));
        spend.Add(one, now, 0.25m);
        spend.Add(other, now, 0.5m);
        spend.Settle(one, now, -100m);
        spend.Spent(BudgetPeriod.Month, now).ShouldBe(0.5m);
    }

    [Fact]
    public async Task What_was_written_down_holds_though_less_was_written_later_and_nothing_is_on_record()
    {
        var (spend, now) = (Spend(), _time.GetUtcNow());
        var from = BudgetWindow.At(BudgetPeriod.Month, now, now).From;
        spend.AtLeast(BudgetPeriod.Month, from, 0.5m);
        spend.AtLeast(BudgetPeriod.Month, from, 0.25m);
        spend.AtLeast(BudgetPeriod.Month, from.AddMonths(-1), 7m);
        await using var store = new InMemoryInteractionStore();
        await spend.ReadAsync(store, _time, again: false, TestContext.Current.CancellationToken);
        await spend.ReadAsync(store, _time, again: true, TestContext.Current.CancellationToken);
        spend.Spent(BudgetPeriod.Month, now).ShouldBe(0.5m);
    }

    [Fact]
    public async Task Other_limits_keep_what_is_not_on_record_yet_and_count_the_periods_of_before()
    {
        var (spend, now) = (Spend(), _time.GetUtcNow());
        spend.Add(InteractionId.At(now), now, 0.25m);
        var after = new KeySpend(spend.Key with { Limits = new KeyLimits { Budgets = [new KeyBudget { Usd = 1, Per = BudgetPeriod.Day }] } }, now, now, spend);
        after.Counts(spend.Key).ShouldBeTrue();
        await using var store = new InMemoryInteractionStore();
        await after.ReadAsync(store, _time, again: false, TestContext.Current.CancellationToken);
        (after.Spent(BudgetPeriod.Day, now), after.Spent(BudgetPeriod.Month, now)).ShouldBe((0.25m, 0.25m));
    }

    private KeySpend Spend()
    {
        var now = _time.GetUtcNow();
        var key = new ApiKey { Id = "abc", Name = "team", Project = "default", SecretHash = "", CreatedBy = "test", CreatedAt = now, Limits = new KeyLimits { Budgets = [new KeyBudget { Usd = 1 }] } };
        return new KeySpend(key, now, now);
    }
}
