namespace Reprise.Storage.Tests.Conformance;

/// <summary>An engine that leaves a part of the suite out looks like one that passes it.</summary>
public sealed class CompletenessTests
{
    [Theory]
    [InlineData("InMemory")]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public void An_engine_derives_every_class_of_the_suite(string engine)
    {
        var types = typeof(StoreConformance).Assembly.GetTypes();
        var suite = types.Where(type => type.IsAbstract && type.BaseType == typeof(StoreConformance));
        var derived = types.Where(type => !type.IsAbstract && type.Namespace == $"Reprise.Storage.Tests.{engine}").Select(type => type.BaseType).ToHashSet();
        suite.Where(type => !derived.Contains(type)).Select(type => type.Name).ShouldBeEmpty();
    }
}
