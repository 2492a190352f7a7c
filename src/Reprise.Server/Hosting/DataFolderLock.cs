namespace Reprise.Server.Hosting;

/// <summary>Keeps a second server off the data folder: two would empty one journal. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Makes the folder when it is missing.</summary>
    /// <exception cref="IOException">Another server holds it, or it cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new DataFolderLock(new FileStream(Path.Combine(folder, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new IOException($"The data folder {Path.GetFullPath(folder)} cannot be taken; most likely another server uses it. Stop that one, or choose another folder with --data.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
