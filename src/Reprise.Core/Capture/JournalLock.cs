using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Capture;

/// <summary>
/// Keeps a second process off a journal: it would take the file that is being written for one that was left behind, and write over it. The lock is the operating
/// system's on the open file <c>lock</c> in the folder, so it ends with the process however that ends. <c>instance</c> beside it tells who has it.
/// </summary>
public sealed class JournalLock : IDisposable
{
    private const string LockName = "lock";
    private const string InstanceName = "instance";

    private readonly FileStream _file;

    private JournalLock(FileStream file, JournalInstance instance) => (_file, Instance) = (file, instance);

    /// <summary>What the folder says of its owner.</summary>
    public JournalInstance Instance { get; }

    /// <summary>Locks a folder, which is made when it is not there. Throws <see cref="StoreException"/> when another process has it, and what files throw otherwise.</summary>
    public static JournalLock Take(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, LockName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException held) when (IsHeld(held))
        {
            throw new StoreException($"The journal folder '{folder}' is in use by another Reprise (it holds '{path}'). Stop that one, or use another data folder.", held);
        }

        try
        {
            var instance = new JournalInstance(Find(folder)?.Folder ?? InteractionId.New(time), InteractionId.New(time));
            var name = Path.Combine(folder, InstanceName);
            File.WriteAllText(name + ".part", $"{instance.Folder}\n{instance.Run}\n");
            File.Move(name + ".part", name, overwrite: true);
            return new JournalLock(file, instance);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a process has the folder's lock at this moment.</summary>
    public static bool IsTaken(string folder)
    {
        var path = Path.Combine(folder, LockName);
        if (!File.Exists(path)) return false;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return false;
        }
        catch (IOException e) when (IsHeld(e))
        {
            return true;
        }
    }

    /// <summary>The process that has the lock, or had it last; null when none had.</summary>
    public static JournalInstance? Find(string folder)
    {
        var path = Path.Combine(folder, InstanceName);
        return File.Exists(path) && File.ReadAllLines(path) is [var first, var second, ..] && InteractionId.TryParse(first, out var id) && InteractionId.TryParse(second, out var run)
            ? new JournalInstance(id, run)
            : null;
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK on Linux and macOS, a sharing violation on Windows. Any other failure is the folder's, and may pass.
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}

/// <summary>Whose a journal is.</summary>
/// <param name="Folder">The same for as long as the folder is there.</param>
/// <param name="Run">Another one each time a process takes the folder.</param>
public sealed record JournalInstance(InteractionId Folder, InteractionId Run);
