using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Durability;

/// <summary>A data folder belongs to one server at a time.</summary>
public sealed class DataFolderTests
{
    [Fact]
    public async Task A_second_server_on_a_data_folder_is_refused_until_the_first_is_gone()
    {
        using var folder = new TempFolder();
        await using var first = await ServerProcess.StartAsync(folder.Path, []);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => ServerProcess.StartAsync(folder.Path, []));
        refusal.Message.ShouldContain("is in use by another Reprise");

        first.Kill();
        await using var second = await ServerProcess.StartAsync(folder.Path, []);
        (await second.Http.GetAsync("/health/live", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
    }
}
