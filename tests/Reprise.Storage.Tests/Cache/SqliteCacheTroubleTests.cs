using System.Text;
using Reprise.Cache.Entries;
using Reprise.Storage.Sqlite;
using Reprise.Storage.Sqlite.Cache;
using Reprise.Tests;

namespace Reprise.Storage.Tests.Cache;

/// <summary>What the entries on SQLite do when file, folder or disk are not as they should be.</summary>
public sealed class SqliteCacheTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SqliteCacheEntries> _opened = [];

    private string Path => _folder.File("cache.db");

    [Fact]
    public void What_was_added_is_there_after_a_restart()
    {
        long number;
        using (var entries = Open(CacheEntriesState.New))
        {
            number = entries.Add([CacheSamples.Entry("a"), CacheSamples.Entry("b", policy: "other")]).Numbers[1];
            entries.Remove([number]);
            entries.SetNote("position", "5");
        }

        using var again = Open(CacheEntriesState.Opened);
        again.Note("position").ShouldBe("5");
        again.Count().ShouldBe([new CacheEntryCount("shop", "default", 1)]);
        again.Add([CacheSamples.Entry("c")]).Numbers[0].ShouldBeGreaterThan(number, "the highest number was given already, even though it is gone");
    }

    [Fact]
    public void What_was_added_is_there_when_the_process_ends_without_closing()
    {
        var seed = Conformance.Seed.Next();
        var random = new Random(seed);
        var (entries, oracle) = (Open(CacheEntriesState.New), new InMemoryCacheEntries());
        oracle.Open();
        for (var round = 0; round < 8; round++)
        {
            for (var step = 0; step < 10; step++) EntryRounds.Change(random, entries, oracle);
            // The files as they are this moment, with whatever is only in the log.
            var copy = _folder.File($"killed-{round}/cache.db");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            foreach (var end in new[] { "", "-wal" }) File.Copy(Path + end, copy + end);
            using var again = new SqliteCacheEntries(copy, TimeProvider.System);
            again.Open().ShouldBe(CacheEntriesState.Opened);
            EntryRounds.ShouldBeAlike(again, oracle, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void A_fault_at_any_step_leaves_all_of_a_change_or_nothing()
    {
        CacheSamplesChange[] changes =
        [
            (entries, numbers) => entries.Add([CacheSamples.Entry("a", text: "replaced"), CacheSamples.Entry("new", project: "another")]),
            (entries, numbers) => entries.Remove(numbers),
            (entries, numbers) => entries.Update(numbers[1], 0.5, isPinned: true, CacheSamples.Noon),
            (entries, numbers) => entries.SetNote("position", "6"),
        ];
        foreach (var change in changes)
        {
            for (var step = 1; ; step++)
            {
                using var entries = new SqliteCacheEntries(_folder.File($"fault-{step}-{Array.IndexOf(changes, change)}.db"), TimeProvider.System);
                using var oracle = new InMemoryCacheEntries();
                entries.Open();
                var start = new[] { CacheSamples.Entry("a"), CacheSamples.Entry("b"), CacheSamples.Entry("c", policy: "other") };
                var numbers = entries.Add(start).Numbers;
                oracle.Add(start);
                entries.FailAtStep = step;
                var hasFailed = false;
                try
                {
                    change(entries, numbers);
                }
                catch (CacheEntriesException)
                {
                    hasFailed = true;
                }

                entries.FailAtStep = 0;
                if (hasFailed) EntryRounds.ShouldBeAlike(entries, oracle, $"step {step}");
                // Whatever failed works the next time.
                if (hasFailed) change(entries, numbers);
                change(oracle, numbers);
                EntryRounds.ShouldBeAlike(entries, oracle, $"after step {step}");
                if (!hasFailed) break;
            }
        }
    }

    [Fact]
    public void A_read_that_fails_fails_alone()
    {
        var entries = Open(CacheEntriesState.New);
        var number = entries.Add([CacheSamples.Entry("a")]).Numbers[0];
        entries.Find(number).ShouldNotBeNull();
        entries.FailAtStep = 1;
        Should.Throw<CacheEntriesException>(() => entries.Find(number)).IsDamage.ShouldBeFalse();
        Should.Throw<CacheEntriesException>(() => entries.FindExact(CacheSamples.Key("exact"), 1));
        entries.FailAtStep = 0;
        entries.Find(number).ShouldNotBeNull();
    }

    [Fact]
    public void A_file_damaged_anywhere_gives_what_was_written_or_nothing()
    {
        var seed = Conformance.Seed.Next();
        var random = new Random(seed);
        var known = new Dictionary<long, CacheEntry>();
        using (var entries = Open(CacheEntriesState.New))
        {
            var all = Enumerable.Range(0, 300).Select(i => CacheSamples.Entry("s" + i, "e" + i % 100, $"text {i} {new string('x', i)}", second: i)).ToList();
            foreach (var (number, entry) in entries.Add(all).Numbers.Zip(all)) known[number] = entry with { Number = number };
        }

        var whole = File.ReadAllBytes(Path);
        var (begunAnew, metLater) = (0, 0);
        for (var round = 0; round < 60; round++)
        {
            var where = $"seed {seed}, round {round}";
            var bytes = (byte[])whole.Clone();
            var at = random.Next(4) == 0 ? random.Next(4096) : random.Next(bytes.Length);
            if (round % 6 == 0) bytes = bytes[..at];
            else for (var i = at; i < Math.Min(bytes.Length, at + random.Next(1, 2000)); i++) bytes[i] ^= (byte)random.Next(1, 256);
            var copy = _folder.File($"damaged-{round}/cache.db");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, bytes);
            using var entries = new SqliteCacheEntries(copy, TimeProvider.System);
            var state = entries.Open();
            if (state == CacheEntriesState.Damaged)
            {
                begunAnew++;
                File.ReadAllBytes(Directory.GetFiles(System.IO.Path.GetDirectoryName(copy)!, "cache.db.damaged-*Z").ShouldHaveSingleItem()).Length.ShouldBe(bytes.Length, where);
            }

            var isMet = !Use(entries, known, where);
            if (isMet)
            {
                metLater++;
                Should.Throw<CacheEntriesException>(entries.Flush, where).IsDamage.ShouldBeTrue(where);
                entries.Open().ShouldBe(CacheEntriesState.Damaged, where);
                entries.Count().ShouldBeEmpty(where);
            }

            // Writing may meet what reading passed by. In any case it can be used from then on.
            var isUsed = false;
            for (var attempt = 0; attempt < 2 && !isUsed; attempt++)
            {
                try
                {
                    entries.Find(entries.Add([CacheSamples.Entry("after the damage " + attempt)]).Numbers[0]).ShouldNotBeNull(where);
                    entries.Flush();
                    isUsed = true;
                }
                catch (CacheEntriesException e)
                {
                    e.IsDamage.ShouldBeTrue(where);
                    entries.Open().ShouldBe(CacheEntriesState.Damaged, where);
                }
            }

            isUsed.ShouldBeTrue(where);
        }

        begunAnew.ShouldBeGreaterThan(3, $"seed {seed}");
        metLater.ShouldBeGreaterThan(3, $"seed {seed}");
    }

    [Fact]
    public void Somebody_elses_file_is_set_aside_as_it_is()
    {
        using (var database = SqliteDatabase.Open(Path, create: true, TimeSpan.Zero)) database.Execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES ('precious')");
        var before = File.ReadAllBytes(Path);
        var entries = Open(CacheEntriesState.Damaged);
        entries.Add([CacheSamples.Entry("a")]);
        // Whatever becomes of the record, it is not ours to delete.
        entries.DropSetAside(TimeSpan.Zero);
        File.ReadAllBytes(Directory.GetFiles(_folder.Path, "cache.db.foreign-*").ShouldHaveSingleItem()).ShouldBe(before);
    }

    [Fact]
    public void A_damaged_file_stays_until_it_is_dropped()
    {
        File.WriteAllText(Path, "not a database");
        var time = new ManualTimeProvider();
        using var entries = new SqliteCacheEntries(Path, time);
        entries.Open().ShouldBe(CacheEntriesState.Damaged);
        File.WriteAllText(_folder.File("cache.db.damaged-by-hand"), "somebody's own name");
        time.Advance(TimeSpan.FromHours(1));
        entries.DropSetAside(TimeSpan.FromHours(1.1));
        Directory.GetFiles(_folder.Path, "cache.db.damaged-2*").Length.ShouldBe(1);
        entries.DropSetAside(TimeSpan.FromHours(1));
        Directory.GetFiles(_folder.Path, "cache.db.damaged-*").ShouldBe([_folder.File("cache.db.damaged-by-hand")]);
    }

    [Fact]
    public void A_file_that_is_no_database_is_set_aside_under_the_time()
    {
        File.WriteAllText(Path, "not a database, whatever its name says");
        using var entries = new SqliteCacheEntries(Path, new ManualTimeProvider());
        entries.Open().ShouldBe(CacheEntriesState.Damaged);
        File.ReadAllText(_folder.File("cache.db.damaged-20260303T120000000Z")).ShouldStartWith("not a database");
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_and_left_alone()
    {
        Open(CacheEntriesState.New).Dispose();
        using (var database = SqliteDatabase.Open(Path, create: false, TimeSpan.Zero)) database.Execute("PRAGMA user_version = 999");
        using var again = new SqliteCacheEntries(Path, TimeProvider.System);
        Should.Throw<CacheEntriesException>(() => again.Open()).Message.ShouldContain("newer version");
        Directory.GetFiles(_folder.Path, "*.damaged-*").ShouldBeEmpty();
    }

    [Fact]
    public void Entries_of_the_first_schema_are_left_to_the_record_and_their_numbers_are_not_given_again()
    {
        using (var old = SqliteDatabase.Open(Path, create: true, TimeSpan.FromSeconds(1)))
        {
            using var schema = new StreamReader(typeof(SqliteCacheEntries).Assembly.GetManifestResourceStream("Reprise.Storage.Sqlite.Cache.Schema.001.sql")!);
            old.Execute(schema.ReadToEnd());
            old.Execute("""
                PRAGMA user_version = 1;
                INSERT INTO scopes VALUES (1, 'shop', 'default');
                INSERT INTO entries VALUES (41, 1, 1, 2, 3, 4, 5, 6, 7, NULL, 0, NULL, 'text', 0);
                INSERT INTO notes VALUES ('caught-up:shop', '1'), ('tools-caught-up:shop', '1'), ('checks', 'kept');
                """);
        }

        var entries = Open(CacheEntriesState.Opened);
        entries.Count().ShouldBeEmpty();
        (entries.Note("caught-up:shop"), entries.Note("tools-caught-up:shop"), entries.Note("checks")).ShouldBe((null, null, "kept"));
        entries.Add([CacheSamples.Entry("a") with { Generation = 3 }]).Numbers[0].ShouldBeGreaterThan(41);
        entries.Count().ShouldBe([new CacheEntryCount("shop", "default", 1, 3)]);
    }

    [Fact]
    public void A_second_process_is_kept_out()
    {
        Open(CacheEntriesState.New);
        using var second = new SqliteCacheEntries(Path, TimeProvider.System);
        Should.Throw<CacheEntriesException>(() => second.Open()).Message.ShouldContain("another Reprise");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_waited_for()
    {
        File.WriteAllText(_folder.File("blocked"), "");
        using var entries = new SqliteCacheEntries(_folder.File("blocked/cache.db"), TimeProvider.System);
        Should.Throw<CacheEntriesException>(() => entries.Open());
        File.Delete(_folder.File("blocked"));
        entries.Open().ShouldBe(CacheEntriesState.New);
    }

    [Fact]
    public void A_full_disk_is_said_and_nothing_is_lost_by_it()
    {
        var entries = Open(CacheEntriesState.New);
        entries.Add([CacheSamples.Entry("a")]);
        entries.MostPages = 30;
        var full = Should.Throw<CacheEntriesException>(() => entries.Add([.. Enumerable.Range(0, 500).Select(i => CacheSamples.Entry("s" + i, text: new string('x', 900)))]));
        full.Message.ShouldContain("full");
        full.IsDamage.ShouldBeFalse();
        entries.Count().ShouldBe([new CacheEntryCount("shop", "default", 1)]);
        entries.MostPages = 100_000;
        entries.Add([CacheSamples.Entry("b")]);
        entries.FindExact(CacheSamples.Key("exact"), 9).Count.ShouldBe(2);
    }

    [Fact]
    public void Removed_and_replaced_texts_leave_the_disk()
    {
        var seed = Conformance.Seed.Next();
        var random = new Random(seed);
        var entries = Open(CacheEntriesState.New);
        var numbers = entries.Add([.. Enumerable.Range(0, 400).Select(i => CacheSamples.Entry("s" + i, "e" + i, $"SECRET{i % 2} of {i} {new string('y', random.Next(3000))} SECRET{i % 2}"))]).Numbers;
        Contents().ShouldContain("SECRET1");
        entries.Remove([.. numbers.Where((_, i) => i % 4 == 1)]);
        entries.Add([.. Enumerable.Range(0, 400).Where(i => i % 4 == 3).Select(i => CacheSamples.Entry("s" + i, "e" + i, "harmless"))]);
        entries.Flush();
        Contents().ShouldNotContain("SECRET1", customMessage: $"seed {seed}");
        Contents().ShouldContain("SECRET0");
    }

    [Fact]
    public void After_it_is_closed_it_says_so()
    {
        var entries = Open(CacheEntriesState.New);
        entries.Dispose();
        entries.Dispose();
        Should.Throw<ObjectDisposedException>(() => entries.Find(1));
        Should.Throw<ObjectDisposedException>(() => entries.Add([CacheSamples.Entry("a")]));
        Should.Throw<ObjectDisposedException>(() => entries.Open());
    }

    public void Dispose()
    {
        foreach (var entries in _opened) entries.Dispose();
        _folder.Dispose();
    }

    private delegate void CacheSamplesChange(ICacheEntries entries, IReadOnlyList<long> numbers);

    private SqliteCacheEntries Open(CacheEntriesState expected)
    {
        var entries = new SqliteCacheEntries(Path, TimeProvider.System);
        _opened.Add(entries);
        entries.Open().ShouldBe(expected);
        return entries;
    }

    private string Contents() => string.Concat(new[] { "", "-wal" }.Where(end => File.Exists(Path + end)).Select(end => Encoding.Latin1.GetString(File.ReadAllBytes(Path + end))));

    /// <summary>Asks for everything; what comes is right. False when damage was met on the way.</summary>
    private static bool Use(SqliteCacheEntries entries, Dictionary<long, CacheEntry> known, string where)
    {
        var isWhole = true;
        foreach (var (number, entry) in known)
        {
            Try(() => entries.Find(number) is { } found ? [found] : []);
            Try(() => entries.FindExact(entry.Exact, 5));
        }

        Try(() => entries.List(null, null, 0, int.MaxValue));
        Try(() => entries.List("shop", "default", 0, int.MaxValue));
        try
        {
            entries.Flush();
        }
        catch (CacheEntriesException e)
        {
            e.IsDamage.ShouldBeTrue(where);
            isWhole = false;
        }

        return isWhole;

        void Try(Func<IReadOnlyList<CacheEntry>> find)
        {
            try
            {
                foreach (var found in find()) found.ShouldBe(known[found.Number], where);
            }
            catch (CacheEntriesException e)
            {
                e.IsDamage.ShouldBeTrue(where);
            }
        }
    }
}
