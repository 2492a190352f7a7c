using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// Keeps a second process away from the database, whose memory of segments, shapes and positions would not be this one's. The lock is the operating system's
/// on the open file, so it ends with the process however that ends; the file itself stays and means nothing.
/// </summary>
internal sealed class SqliteLock : IDisposable
{
    private readonly FileStream _file;

    private SqliteLock(FileStream file) => _file = file;

    /// <summary>Locks <c>name.lock</c> beside <c>name.db</c>. Throws <see cref="StoreException"/> when another process has it, and what files throw otherwise.</summary>
    public static SqliteLock Take(string database)
    {
        var path = Path.ChangeExtension(database, ".lock");
        try
        {
            return new SqliteLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException held) when (IsHeld(held))
        {
            throw new StoreException($"The folder '{Path.GetDirectoryName(database)}' is in use by another Reprise (it holds '{path}'). Stop that one, or use another data folder.", held);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK on Linux and macOS, a sharing violation on Windows. Any other failure is the folder's, and may pass.
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
