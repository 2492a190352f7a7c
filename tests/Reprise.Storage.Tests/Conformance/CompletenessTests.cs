using System.Reflection;

namespace Reprise.Storage.Tests.Conformance;

/// <summary>An engine that leaves a part of the suite out looks like one that passes it.</summary>
public sealed class CompletenessTests
{
    public static TheoryData<string> Names => [.. Engines.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_engine_runs_every_class_of_the_suite_or_says_why_not(string engine)
    {
        var leftOut = Engines.Exclusions.Where(one => one.Engine == engine && one.Test is null).Select(one => one.Suite).ToHashSet();
        var runs = Engines.RunBy(engine);
        Engines.Suite.Where(type => !runs.Contains(type) && !leftOut.Contains(type)).Select(type => type.Name).ShouldBeEmpty($"{engine} neither runs nor excuses these");
        Engines.Suite.Where(type => runs.Contains(type) && leftOut.Contains(type)).Select(type => type.Name).ShouldBeEmpty($"{engine} runs what it says it leaves out");
    }

    [Fact]
    public void Every_exclusion_names_an_engine_a_class_a_test_of_it_and_a_reason()
    {
        foreach (var one in Engines.Exclusions)
        {
            var name = $"{one.Engine} {one.Suite.Name} {one.Test}";
            Engines.All.ShouldContain(one.Engine, name);
            Engines.Suite.ShouldContain(one.Suite, name);
            one.Reason.Length.ShouldBeGreaterThan(40, name);
            if (one.Test is null) continue;
            var test = one.Suite.GetMethod(one.Test).ShouldNotBeNull(name);
            test.GetCustomAttributes<FactAttribute>().ShouldNotBeEmpty(name);
        }
    }
}
