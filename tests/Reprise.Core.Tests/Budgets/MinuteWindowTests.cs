using Reprise.Budgets;

namespace Reprise.Core.Tests.Budgets;

/// <summary>Counting within a minute.</summary>
public sealed class MinuteWindowTests
{
    [Fact]
    public void So_many_are_let_through_in_a_minute_and_the_next_when_the_first_is_a_minute_old()
    {
        var window = new MinuteWindow();
        for (var i = 0; i < 3; i++) window.TryTake(100 + i, 3, out _).ShouldBeTrue();
        window.TryTake(110, 3, out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(50));
        window.TryTake(159, 3, out _).ShouldBeFalse();
        window.TryTake(160, 3, out _).ShouldBeTrue();
        window.TryTake(160, 3, out wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void What_is_added_at_once_is_waited_for_until_enough_of_it_is_old()
    {
        var window = new MinuteWindow();
        window.Add(10, 500);
        window.Add(40, 500);
        window.IsBelow(41, 1001, out _).ShouldBeTrue();
        window.IsBelow(41, 1000, out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(29));
        window.IsBelow(41, 400, out wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(59));
        window.IsBelow(500, 1, out _).ShouldBeTrue();
    }

    [Fact]
    public void No_minute_has_more_than_allowed_whatever_the_pattern()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var window = new MinuteWindow();
        var taken = new List<long>();
        for (var second = 1000L; second < 3000; second += random.Next(0, 4))
        {
            if (window.TryTake(second, 17, out var wait)) taken.Add(second);
            else wait.TotalSeconds.ShouldBeInRange(1, 60, $"seed {seed}");
        }

        foreach (var from in taken) taken.Count(at => at >= from && at < from + 60).ShouldBeLessThanOrEqualTo(17, $"seed {seed}");
        taken.Count.ShouldBeGreaterThan(17 * 30, $"seed {seed}");
    }

    [Fact]
    public void A_hundred_threads_get_no_more_than_allowed()
    {
        var window = new MinuteWindow();
        var taken = 0;
        Parallel.For(0, 1000, i =>
        {
            if (window.TryTake(7, 60, out _)) Interlocked.Increment(ref taken);
        });
        taken.ShouldBe(60);
    }
}
