using Microsoft.Playwright;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Browser;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

[assembly: AssemblyFixture(typeof(Stage))]

namespace Reprise.EndToEnd.Tests.Browser;

/// <summary>One browser and scripted providers for all tests of the page, and one server that the demo's traffic has gone through. Each is made by the first test that asks.</summary>
public sealed class Stage : IAsyncDisposable
{
    private static readonly string[] s_flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly TempFolder _folder = new();
    private readonly Lazy<Task<IPlaywright>> _playwright = new(Playwright.CreateAsync);
    private readonly Lazy<Task<IBrowser>> _browser;
    private readonly Lazy<Task<DemoRun>> _demo = new(() => DemoRun.StartAsync(CancellationToken.None));
    private readonly Lazy<Task<ServerProcess>> _server;

    public Stage()
    {
        // A busy machine is slow, which is no fault of the page.
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = new Lazy<Task<IBrowser>>(async () => await (await _playwright.Value).Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = BuiltPage.RequireBrowser(), Args = s_flags }));
        _server = new Lazy<Task<ServerProcess>>(StartWithTrafficAsync);
    }

    /// <summary>A server on which something of every kind has been recorded. Tests share it, so they look for what they made by words of their own.</summary>
    internal async Task<ServerProcess> GetServerAsync()
    {
        BuiltPage.RequireBrowser();
        return await _server.Value;
    }

    /// <summary>A server with nothing on record.</summary>
    internal async Task<ServerProcess> StartEmptyAsync(string folder, string? url = null)
    {
        BuiltPage.RequireBrowser();
        return await ServerProcess.StartAsync(folder, [BuiltPage.Setting, .. (await _demo.Value).Settings], url);
    }

    /// <summary>Opens an address of a server in a window of its own.</summary>
    internal async Task<Visit> OpenAsync(ServerProcess server, string address, bool dark = false, bool phone = false)
    {
        var context = await (await _browser.Value).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = server.Url,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Permissions = ["clipboard-read", "clipboard-write"],
            ViewportSize = phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1440, Height = 900 },
        });
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(address);
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && _browser.Value.IsCompletedSuccessfully) await (await _browser.Value).DisposeAsync();
        if (_playwright.IsValueCreated && _playwright.Value.IsCompletedSuccessfully) (await _playwright.Value).Dispose();
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully) await (await _server.Value).DisposeAsync();
        if (_demo.IsValueCreated && _demo.Value.IsCompletedSuccessfully) await (await _demo.Value).DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ServerProcess> StartWithTrafficAsync()
    {
        var server = await StartEmptyAsync(_folder.Path);
        // The first round plays each kind of scene once.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var progress = await DemoRun.RunAsync(new Uri(server.Url), new DemoOptions { BurstScenes = 15, ScenesPerMinute = 0 }, limit.Token);
        progress.Refused.ShouldBe(0);
        return server;
    }
}
