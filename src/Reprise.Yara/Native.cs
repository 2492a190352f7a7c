using System.Runtime.InteropServices;

namespace Reprise.Yara;

/// <summary>The part of libyara's public interface that is used. Source: libyara's own headers (compiler.h, rules.h, scanner.h), version 4.</summary>
internal static unsafe partial class Native
{
    public const string Name = "yara";

    public const int FastMode = 1;

    /// <summary>Without it the library takes over the handlers of SIGSEGV and SIGBUS for the time of a scan, and those belong to the runtime.</summary>
    public const int NoTryCatch = 2;
    public const int ReportMatching = 8;
    public const int ReportNotMatching = 16;

    public const int RuleMatching = 1;
    public const int RuleNotMatching = 2;
    public const int ImportModule = 4;
    public const int TooManyMatches = 6;

    public const int Continue = 0;
    public const int Abort = 1;

    public const int ScanTimeout = 26;
    public const int TooManyMatchesError = 30;

    public static readonly string[] Needed =
    [
        "yr_initialize", "yr_compiler_create", "yr_compiler_destroy", "yr_compiler_add_string", "yr_compiler_set_callback", "yr_compiler_set_include_callback",
        "yr_compiler_get_rules", "yr_rules_destroy", "yr_scanner_create", "yr_scanner_destroy", "yr_scanner_set_callback", "yr_scanner_set_timeout",
        "yr_scanner_set_flags", "yr_scanner_scan_mem",
    ];

    [LibraryImport(Name, EntryPoint = "yr_initialize")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Initialize();

    [LibraryImport(Name, EntryPoint = "yr_compiler_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompilerCreate(out IntPtr compiler);

    [LibraryImport(Name, EntryPoint = "yr_compiler_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void CompilerDestroy(IntPtr compiler);

    [LibraryImport(Name, EntryPoint = "yr_compiler_add_string", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompilerAdd(IntPtr compiler, string rules, string? ns);

    [LibraryImport(Name, EntryPoint = "yr_compiler_set_callback")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void CompilerSetCallback(IntPtr compiler, delegate* unmanaged[Cdecl]<int, byte*, int, IntPtr, byte*, IntPtr, void> callback, IntPtr data);

    [LibraryImport(Name, EntryPoint = "yr_compiler_set_include_callback")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void CompilerSetInclude(IntPtr compiler, IntPtr include, IntPtr free, IntPtr data);

    [LibraryImport(Name, EntryPoint = "yr_compiler_define_integer_variable", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompilerDefine(IntPtr compiler, string name, long value);

    [LibraryImport(Name, EntryPoint = "yr_compiler_define_boolean_variable", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompilerDefineBoolean(IntPtr compiler, string name, int value);

    [LibraryImport(Name, EntryPoint = "yr_compiler_define_string_variable", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompilerDefine(IntPtr compiler, string name, string value);

    [LibraryImport(Name, EntryPoint = "yr_compiler_get_rules")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CompilerGetRules(IntPtr compiler, out IntPtr rules);

    [LibraryImport(Name, EntryPoint = "yr_rules_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int RulesDestroy(IntPtr rules);

    [LibraryImport(Name, EntryPoint = "yr_scanner_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ScannerCreate(IntPtr rules, out IntPtr scanner);

    [LibraryImport(Name, EntryPoint = "yr_scanner_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void ScannerDestroy(IntPtr scanner);

    [LibraryImport(Name, EntryPoint = "yr_scanner_set_callback")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void ScannerSetCallback(IntPtr scanner, delegate* unmanaged[Cdecl]<IntPtr, int, IntPtr, IntPtr, int> callback, IntPtr data);

    [LibraryImport(Name, EntryPoint = "yr_scanner_set_timeout")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void ScannerSetTimeout(IntPtr scanner, int seconds);

    [LibraryImport(Name, EntryPoint = "yr_scanner_set_flags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void ScannerSetFlags(IntPtr scanner, int flags);

    [LibraryImport(Name, EntryPoint = "yr_scanner_scan_mem")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ScannerScan(IntPtr scanner, byte* text, nuint length);
}
