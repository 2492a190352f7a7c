using Reprise.Interactions;

namespace Reprise.Storage.Tests.Conformance;

public abstract class ProjectsConformance(StoreFixture fixture) : StoreConformance(fixture)
{
    [Fact]
    public async Task An_empty_store_has_no_projects()
    {
        var store = await OpenAsync();
        (await store.ProjectsAsync(Cancellation)).ShouldBeEmpty();
        await store.SearchAsync(Samples.Query(project: "looked-for"), Cancellation);
        (await store.ProjectsAsync(Cancellation)).ShouldBeEmpty("asking for one makes none");
    }

    [Fact]
    public async Task Projects_come_once_and_in_ordinal_order()
    {
        var store = await OpenAsync();
        // A collation of some language would order these otherwise.
        string[] ordinal = ["-", "0", "a", "a-b", "a.b", "a0", "a_b", "ab", "b", "z.", new string('z', 64)];
        ordinal.ShouldBe(ordinal.Order(StringComparer.Ordinal));
        for (var round = 0; round < 2; round++)
            await AppendAsync(store, [.. ordinal.Reverse().Select((project, i) => Samples.Recorded((round * 100) + i, project: project))]);
        (await store.ProjectsAsync(Cancellation)).ShouldBe(ordinal);
    }

    [Fact]
    public async Task A_project_of_which_everything_is_deleted_is_gone_and_comes_back_with_the_next()
    {
        var store = await OpenAsync();
        var one = Samples.Recorded(1, project: "short");
        await AppendAsync(store, one, Samples.Recorded(1));
        await AppendFactsAsync(store, Samples.Fact(one, FactKind.Flag));
        (await store.DeleteAsync(Samples.Query(project: "short"), Cancellation)).ShouldBe(1);
        (await store.ProjectsAsync(Cancellation)).ShouldBe([Samples.Project]);
        await AppendAsync(store, one);
        (await store.ProjectsAsync(Cancellation)).ShouldBe([Samples.Project, "short"]);
    }

    [Fact]
    public async Task A_fact_that_waits_makes_its_project_one_that_has_something()
    {
        var store = await OpenAsync();
        await AppendFactsAsync(store, Samples.Fact(Samples.Recorded(1, project: "early"), FactKind.Flag));
        (await store.ProjectsAsync(Cancellation)).ShouldBe(["early"]);
    }
}
