using System.Globalization;
using Reprise.Benchmarks.Security;
using Reprise.Security.Injection;
using Reprise.Tests;
using Reprise.TrainInjection;

namespace Reprise.Core.Tests.Security.Benchmarks;

public sealed class InjectionBenchmarkTests
{
    [Fact]
    public async Task The_benchmark_runs()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await InjectionBenchmark.RunAsync(["--tiny"], output);
        output.ToString().ShouldContain("| injection score |");
    }

    [Fact]
    public void Attacks_it_was_not_trained_on_are_found_at_one_false_alarm_in_a_hundred()
    {
        var prompts = Material.Prompts(Path.GetDirectoryName(SharedData.Require("injection"))!);
        Groups.Assign(prompts);
        var held = prompts.FindAll(example => example.IsHeldOut);
        var model = InjectionModel.BuiltIn;
        held.Where(example => !example.IsAttack).Average(example => model.Score(example.Text) >= model.Threshold ? 1.0 : 0).ShouldBeLessThanOrEqualTo(.01);
        held.Where(example => example.IsAttack).Average(example => model.Score(example.Text) >= model.Threshold ? 1.0 : 0).ShouldBeGreaterThanOrEqualTo(.80);
    }
}
