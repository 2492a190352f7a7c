using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Reprise.Cache.Entries;
using Reprise.Client;
using Reprise.Client.Documents;
using Reprise.Interactions;
using Reprise.Server.Cache.Tools;
using Reprise.Server.Tests.Api;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Server.Tests.Cache.Api;

public sealed class ToolCatchUpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_logged_right_after_the_start_or_was_on_record_before_is_found_soon()
    {
        await using var host = await ApiHost.StartAsync();
        // As another server, or an import, would leave it: on record, and nobody here was told.
        await using var writer = await ApiHost.StartAsync();
        using var elsewhere = new RepriseClient(writer.Client);
        using var client = new RepriseClient(host.Client);
        var id = await elsewhere.LogInteractionAsync(Call("before"), Cancellation);
        var record = await writer.Store.FindAsync("default", InteractionId.Parse(id), Cancellation);
        await host.Store.AppendAsync(new StoreBatch { Interactions = [record!] }, Cancellation);
        await client.LogInteractionAsync(Call("at once"), Cancellation);
        await Eventually.HoldsAsync("what was logged is found", async () => await FindsAsync("at once"));
        await host.Services.GetRequiredService<ToolCatchUp>().RunAsync(Cancellation);
        (await FindsAsync("before")).ShouldBeTrue();
        host.Services.GetRequiredService<CacheIndex>().Entries.Count().Sum(static count => count.Entries).ShouldBe(2);

        async Task<bool> FindsAsync(string input) => (await client.GetCachedResultAsync(new CachedResultRequest { ToolId = "x", Input = JsonSerializer.SerializeToElement(input) }, Cancellation)).Hit;
    }

    private static LoggedInteraction Call(string input) => new() { ToolId = "x", Input = JsonSerializer.SerializeToElement(input), Output = JsonSerializer.SerializeToElement("done") };
}
