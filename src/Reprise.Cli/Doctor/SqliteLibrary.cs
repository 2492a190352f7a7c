using System.Runtime.InteropServices;

namespace Reprise.Cli.Doctor;

/// <summary>The operating system's SQLite, as the server would load it.</summary>
internal static class SqliteLibrary
{
    /// <summary>The oldest that is tested: Debian 12's, with full text, JSON and math functions.</summary>
    public static readonly Version Oldest = new(3, 40, 0);

    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : ["libsqlite3.so.0", "libsqlite3.so"];

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate IntPtr LibraryVersion();

    public static Version? Find()
    {
        foreach (var name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion", out var function)) continue;
            var text = Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<LibraryVersion>(function)());
            if (Version.TryParse(text, out var version)) return version;
        }

        return null;
    }
}
