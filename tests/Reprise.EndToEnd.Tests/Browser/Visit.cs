using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Reprise.EndToEnd.Tests.Browser;

/// <summary>One window on the page. It hears what the page complains of.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(15_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _faults.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.Dialog += async (_, dialog) =>
        {
            _faults.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public ILocator Rows => Page.Locator("[role=row] a");
    public ILocator Detail => Page.GetByRole(AriaRole.Region, new() { Name = "Interaction", Exact = true });
    public ILocator Filter => Page.GetByLabel("Filter", new() { Exact = true });

    /// <summary>The row of the list that shows these words.</summary>
    public ILocator Row(string words) => Rows.Filter(new() { HasText = words });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Nothing was complained of until now.</summary>
    public void ShouldHaveNoFaults() => _faults.ShouldBeEmpty();

    public Task ShootAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = BuiltPage.Picture(name), Animations = ScreenshotAnimations.Disabled });

    /// <summary>What a checker of accessibility finds wrong with what is shown now.</summary>
    public async Task<IReadOnlyList<string>> CheckAccessAsync(string axe)
    {
        // By evaluation and not as a script element: the page's policy lets no foreign script in.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(axe));
        var found = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })).violations.map(v => `${v.id}: ${v.help} — ${v.nodes[0].target}`)");
        return [.. found.EnumerateArray().Select(violation => violation.GetString()!)];
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
