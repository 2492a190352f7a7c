namespace Reprise.Tests;

/// <summary>The folder of the project the tests run in.</summary>
internal static class ProjectFolder
{
    public static string Path { get; } = Find();

    /// <summary>The text of one of its files.</summary>
    /// <param name="file">Below the folder, with <c>/</c>.</param>
    public static string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Reprise.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("No folder above the tests holds Reprise.slnx.");
    }
}
