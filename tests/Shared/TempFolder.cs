namespace Reprise.Tests;

/// <summary>A folder of its own for one test, gone when the test is.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reprise-test-");

    public string Path => _folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed may still hold a file; the system empties its temporary folder.
        }
        catch (UnauthorizedAccessException)
        {
            // A test that took away rights from the folder; the same.
        }
    }
}
