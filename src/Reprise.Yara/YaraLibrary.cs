using System.Reflection;
using System.Runtime.InteropServices;

namespace Reprise.Yara;

/// <summary>Finds libyara on the machine, starts it once, and checks that it is one this code can read.</summary>
internal static class YaraLibrary
{
    // Version 4.x of the interface: the callback's first argument came with 4.0, and 3.x lacks scanners.
    private static readonly string[] s_names = OperatingSystem.IsWindows()
        ? ["libyara64.dll", "libyara.dll", "yara.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libyara.10.dylib", "libyara.9.dylib", "libyara.dylib", "/opt/homebrew/lib/libyara.dylib", "/usr/local/lib/libyara.dylib"]
            : ["libyara.so.10", "libyara.so.9", "libyara.so.8", "libyara.so.4", "libyara.so"];

    private static readonly Lazy<Loaded> s_loaded = new(Load);

    public static Loaded Instance => s_loaded.Value;

    private static Loaded Load()
    {
        var (handle, name) = (IntPtr.Zero, "");
        foreach (var candidate in s_names)
        {
            if (!NativeLibrary.TryLoad(candidate, Assembly.GetExecutingAssembly(), null, out handle)) continue;
            name = candidate;
            break;
        }

        if (handle == IntPtr.Zero) return new Loaded(null, null, "libyara is not installed (package libyara9, libyara10 or yara)");
        foreach (var needed in Native.Needed)
        {
            if (!NativeLibrary.TryGetExport(handle, needed, out _)) return new Loaded(name, null, $"{name} has no {needed}: version 4 or newer is needed");
        }

        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (asked, _, _) => asked == Native.Name ? handle : IntPtr.Zero);
        var started = Native.Initialize();
        if (started != 0) return new Loaded(name, null, $"{name} did not start (error {started})");
        try
        {
            RuleLayout.Check();
        }
        catch (NotSupportedException e)
        {
            return new Loaded(name, null, $"{name}: {e.Message}");
        }

        return new Loaded(name, VersionOf(handle), null);
    }

    // The library does not tell its version; what it exports and reads tells the range.
    private static string VersionOf(IntPtr handle)
    {
        if (NativeLibrary.TryGetExport(handle, "yr_compiler_add_bytes", out _)) return "4.5 or newer";
        // As they are: the rewriting makes every version take them.
        if (YaraCompiler.Takes("rule p { strings: $a = \"x\" condition: any of them at 0 }")) return "4.3 or 4.4";
        return YaraCompiler.Takes("rule p { condition: defined 1 }") ? "4.2" : "4.1 or older";
    }

    /// <param name="Name">What was loaded; null when nothing was.</param>
    /// <param name="Version">What it is, as far as it shows.</param>
    /// <param name="Reason">Why it is not used; null when it is.</param>
    internal sealed record Loaded(string? Name, string? Version, string? Reason);
}
