namespace Reprise.Core.Tests.Retention;

public sealed class RetentionInStepsTests
{
    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 50)]
    public async Task What_people_delete_meanwhile_counts_towards_what_is_too_much(int most, int bytes)
    {
        var stage = new RetentionStage();
        stage.Options.Default.MaxInteractions = most;
        stage.Options.Default.MaxBytes = bytes;
        for (var i = 0; i < 20; i++) await stage.RecordAsync(40 - i);
        var steps = 0;
        var report = await stage.RunAsync(mayGoOn: async _ =>
        {
            if (++steps == 3) (await stage.DeleteAsync("before:30d")).Interactions.ShouldBe(4, "six of ten had gone");
            return true;
        });
        (await stage.LeftAsync()).Count.ShouldBe(5);
        report.Lines.Sum(line => line.Interactions).ShouldBe(11);
    }

    [Fact]
    public async Task Runs_that_end_after_one_step_each_come_to_an_end()
    {
        var stage = new RetentionStage();
        stage.Options.Default.BodyDays = 7;
        for (var i = 0; i < 10; i++) await stage.RecordAsync(40 - i);
        var runs = 0;
        for (var isDone = false; !isDone && runs < 20; runs++)
        {
            var steps = 0;
            isDone = (await stage.RunAsync(mayGoOn: _ => Task.FromResult(steps++ == 0))).Complete;
        }

        runs.ShouldBeLessThan(10);
        (await stage.WithBodiesAsync()).ShouldBeEmpty();
    }
}
