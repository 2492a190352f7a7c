namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>A folder of a test's own, gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reprise-cli-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string FullName => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
