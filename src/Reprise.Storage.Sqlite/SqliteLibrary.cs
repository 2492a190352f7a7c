using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Reprise.Storage.Sqlite;

/// <summary>Binds to the operating system's own SQLite, which its vendor patches, instead of a library shipped with us.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> s_loaded = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    });

    public static void Load() => _ = s_loaded.Value;

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle)) return handle;
        }

        return IntPtr.Zero;
    }
}
