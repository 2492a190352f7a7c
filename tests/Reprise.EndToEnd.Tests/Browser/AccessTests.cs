using System.Net.Http.Json;
using Microsoft.Playwright;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;
using static Microsoft.Playwright.Assertions;

namespace Reprise.EndToEnd.Tests.Browser;

/// <summary>The page on a server that asks who one is.</summary>
public sealed class AccessTests(Stage stage)
{
    private const string Password = "a nib and some ink";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_signs_in_sees_the_list_and_signs_out()
    {
        BuiltPage.RequireBrowser();
        using var folder = new TempFolder();
        await PrepareAsync(folder.Path);
        await using var server = await ServerProcess.StartAsync(folder.Path, [BuiltPage.Setting, "Access:RequireLogin=true"]);
        await using var visit = await stage.OpenAsync(server, "/interactions?q=kind%3Atool");

        var heading = visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Reprise" });
        await Expect(heading).ToBeVisibleAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("ann");
        var password = visit.Page.GetByLabel("Password", new() { Exact = true });
        await password.FillAsync("something else entirely");
        await visit.Button("Sign in").ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the password is another one");
        await visit.ShootAsync("sign-in");

        await password.FillAsync(Password);
        await visit.Button("Sign in").ClickAsync();
        await Expect(visit.Row("a lighthouse")).ToBeVisibleAsync();
        await Expect(visit.Filter).ToHaveValueAsync("kind:tool");

        // A change with the cookie passes: the page says that it is ours.
        await visit.Row("a lighthouse").ClickAsync();
        await visit.Button("Flag").ClickAsync();
        await Expect(visit.Button("Remove the flag")).ToBeVisibleAsync();

        await visit.Button("Signed in as Ann Weber").ClickAsync();
        await visit.Button("Sign out").ClickAsync();
        await Expect(heading).ToBeVisibleAsync();
        await visit.Page.ReloadAsync();
        await Expect(heading).ToBeVisibleAsync();
    }

    /// <summary>On loopback nobody is asked, so that the first user and a record can be made.</summary>
    private static async Task PrepareAsync(string folder)
    {
        await using var server = await ServerProcess.StartAsync(folder, []);
        using var user = await server.Http.PostAsJsonAsync("/api/users", new { name = "ann", display_name = "Ann Weber", password = Password, administrator = true }, Stop);
        user.EnsureSuccessStatusCode();
        using var record = await server.Http.PostAsJsonAsync("/api/interactions", new { kind = "tool", name = "look_up", request = new { prompt = "a lighthouse" }, response = new { content = "on a rock" } }, Stop);
        record.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the record is stored", async () => (await server.Http.GetStringAsync("/api/interactions", Stop)).Contains("a lighthouse", StringComparison.Ordinal));
    }
}
