namespace Reprise.Tests;

/// <summary>Finds the public test data beside the project. Tests that need it skip at home without it and fail in CI.</summary>
internal static class SharedData
{
    public static string Root { get; } = Find();

    /// <summary>The path of a set or file below the data folder; skips the test (fails it in CI) when it is not there.</summary>
    public static string Require(string relativePath)
    {
        var path = Path.Combine(Root, "data", relativePath);
        if (File.Exists(path) || Directory.Exists(path)) return path;
        Need.Fail($"the test data set '{relativePath}' is not beside the project");
        return path;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Reprise.slnx"))) continue;
            return Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared");
        }

        return "shared";
    }
}

/// <summary>What a test needs and may not find on the machine.</summary>
internal static class Need
{
    public static bool InCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.Ordinal);

    public static void Fail(string reason)
    {
        if (InCi) Assert.Fail($"Needed in CI: {reason}.");
        Assert.Skip($"Skipped here: {reason}.");
    }
}
