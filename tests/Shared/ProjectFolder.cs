namespace Reprise.Server.Tests;

/// <summary>The folder of the project the tests run in.</summary>
internal static class Project
{
    public static string Root { get; } = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reprise.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the project.");
    }
}
