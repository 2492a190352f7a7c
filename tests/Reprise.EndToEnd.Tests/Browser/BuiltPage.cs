using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Browser;

/// <summary>The page as <c>./test</c> builds it, and the machine's browser.</summary>
internal static class BuiltPage
{
    private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The root of the project.</summary>
    public static string Root { get; } = ProjectFolder.Path;

    /// <summary>Its setting for a server.</summary>
    public static string Setting => $"Page={Path.Combine(Root, "web", "dist")}";

    /// <summary>The program of a Chromium; skips the test (fails it in CI) without one, and without a built page.</summary>
    public static string RequireBrowser()
    {
        if (!File.Exists(Path.Combine(Root, "web", "dist", "index.html"))) Need.Fail("the page is not built; ./test builds it, or 'npm ci && npm run build' in web/");
        var browser = Array.Find(s_browsers, File.Exists);
        if (browser is null) Need.Fail("there is no Chromium");
        return browser!;
    }

    /// <summary>The checker of accessibility among the page's own packages; null when they are not installed.</summary>
    public static string? FindAxe()
    {
        var file = Path.Combine(Root, "web", "node_modules", "axe-core", "axe.min.js");
        return File.Exists(file) ? file : null;
    }

    /// <summary>Where a picture goes, for people to look at.</summary>
    public static string Picture(string name)
    {
        var folder = Path.Combine(Root, "artifacts", "browser");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name + ".png");
    }
}
