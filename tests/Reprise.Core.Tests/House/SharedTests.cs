using Reprise.Tests;

namespace Reprise.Core.Tests.House;

/// <summary>What the tests share is tested too: a wrong clock makes every test a liar.</summary>
public sealed class SharedTests
{
    [Fact]
    public void A_manual_clock_fires_timers_in_order_and_at_their_own_time()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => fired.Add(("often", clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        fired.ShouldBe([("often", TimeSpan.FromSeconds(2)), ("often", TimeSpan.FromSeconds(4)), ("late", TimeSpan.FromSeconds(5)), ("often", TimeSpan.FromSeconds(6))]);
        clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_delay_on_a_manual_clock_ends_when_the_clock_gets_there()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(59));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
        clock.WaitingTimerCount.ShouldBe(0);
    }

    [Fact]
    public async Task Eventually_fails_with_what_it_waited_for() =>
        (await Should.ThrowAsync<Exception>(() => Eventually.HoldsAsync("pigs fly", () => false, TimeSpan.FromMilliseconds(20)))).Message.ShouldContain("pigs fly");

    [Fact]
    public void A_temporary_folder_is_gone_afterwards()
    {
        string path;
        using (var folder = new TempFolder())
        {
            path = folder.Path;
            File.WriteAllText(folder.File("a.txt"), "a");
        }

        Directory.Exists(path).ShouldBeFalse();
    }
}
