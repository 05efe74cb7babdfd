using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Rouse.Protocol.Sip.Transactions;

namespace Rouse.Protocol.Tests;

/// <summary>
/// Rouse.Protocol knows no sockets, tasks, clocks, locks, randomness and logs. The analyzer sees most uses; here is looked for the rest:
/// types in signatures, fields and generic arguments, <c>async</c> and <c>lock</c>.
/// </summary>
public sealed class PurityTests
{
    static Assembly Protocol { get; } = typeof(SipTimers).Assembly;

    static BannedSymbol[] Banned { get; } = [.. BannedSymbol.LinesOf("Protocol.BannedSymbols.txt").Select(BannedSymbol.Parse)];

    public static TheoryData<string> Lines =>
        [.. BannedSymbol.LinesOf("Protocol.BannedSymbols.txt").Concat(BannedSymbol.LinesOf("Server.BannedSymbols.txt")).Distinct()];

    [Fact]
    public void Declarations_name_no_banned_type() => Assert.Empty(Protocol.GetTypes().SelectMany(ImpureDeclarations));

    [Fact]
    public void Code_uses_no_banned_symbol() => Assert.Empty(ImpureReferences(Protocol));

    [Fact]
    public void Platform_is_the_only_dependency() =>
        Assert.All(Protocol.GetReferencedAssemblies(), name => Assert.StartsWith("System.", name.Name, StringComparison.Ordinal));

    [Theory]
    [InlineData(typeof(IReturnsTask), "Task")]
    [InlineData(typeof(ITakesTimers), "Timer")]
    [InlineData(typeof(INamesTaskInGenericArgument), "Task`1")]
    [InlineData(typeof(IConstrainsToTask<>), "Task")]
    [InlineData(typeof(HasRandom), "Random")]
    [InlineData(typeof(IsRandom), "Random")]
    [InlineData(typeof(IsAsync), "AsyncStateMachineAttribute")]
    public void Impure_declaration_would_be_found(Type type, string expected) =>
        Assert.Contains(ImpureDeclarations(type), found => found.EndsWith("." + expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("System.Threading.Monitor")]
    [InlineData("System.DateTime.get_UtcNow")]
    [InlineData("System.Guid.NewGuid")]
    [InlineData("System.Runtime.CompilerServices.IAsyncStateMachine")]
    public void Impure_code_would_be_found(string expected)
    {
        Assert.NotEqual(Guid.Empty, Impure.NewGuidAfter(DateTime.UnixEpoch));

        Assert.Contains(expected, ImpureReferences(typeof(PurityTests).Assembly));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Banned_symbol_exists(string line)
    {
        Assert.True(BannedSymbol.Parse(line).Exists);
        Assert.Matches("^[NTPM]:[^;]+;.+$", line);
    }

    [Theory]
    [InlineData("N:System.Net.Socket")]
    [InlineData("T:System.Threading.Tasks.Tasks")]
    [InlineData("T:System.Threading.Tasks.Task`2")]
    [InlineData("P:System.Threading.Tasks.Task.Result")]
    [InlineData("P:System.DateTime.NewGuid")]
    [InlineData("M:System.Threading.Thread.Sleep")]
    [InlineData("M:System.Threading.Thread.Sleep(System.Int64)")]
    [InlineData("M:System.Guid.NewGuid()")]
    [InlineData("X:System.Guid")]
    public void Misspelt_symbol_would_be_found(string line) => Assert.False(BannedSymbol.Parse(line).Exists);

    [Fact]
    public void No_symbol_is_banned_twice()
    {
        foreach (var file in (string[])["Protocol.BannedSymbols.txt", "Server.BannedSymbols.txt"])
            Assert.Distinct(BannedSymbol.LinesOf(file).Select(line => line.Split(';')[0]));
    }

    // Type.Member names Banned.Type
    static IEnumerable<string> ImpureDeclarations(Type type)
    {
        foreach (var (member, named) in NamedIn(type))
        {
            foreach (var part in PartsOf(named))
            {
                var name = $"{part.Namespace}.{part.Name}";
                if (IsImpure(name))
                    yield return $"{type.Name}.{member} names {name}";
            }
        }
    }

    static IEnumerable<(string Member, Type Named)> NamedIn(Type type)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.BaseType != null)
            yield return ("base", type.BaseType);
        foreach (var named in type.GetInterfaces().Concat(ConstraintsOf(type.GetGenericArguments())))
            yield return ("interface or constraint", named);
        foreach (var field in type.GetFields(Declared))
            yield return (field.Name, field.FieldType);
        foreach (var method in type.GetMembers(Declared).OfType<MethodBase>())
        {
            foreach (var named in NamedIn(method))
                yield return (method.Name, named);
        }
    }

    static IEnumerable<Type> NamedIn(MethodBase method)
    {
        var result = method is MethodInfo info ? [info.ReturnType] : Type.EmptyTypes;
        return result
            .Concat(method.IsGenericMethod ? ConstraintsOf(method.GetGenericArguments()) : [])
            .Concat(method.GetParameters().Select(parameter => parameter.ParameterType))
            .Concat(method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [])
            .Concat(method.CustomAttributes.Select(attribute => attribute.AttributeType));
    }

    static IEnumerable<Type> ConstraintsOf(Type[] arguments) =>
        arguments.Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints());

    // Task<int>[] is Task<>, int.
    static IEnumerable<Type> PartsOf(Type type)
    {
        if (type.HasElementType)
            return PartsOf(type.GetElementType()!);
        if (type.IsFunctionPointer)
            return type.GetFunctionPointerParameterTypes().Append(type.GetFunctionPointerReturnType()).SelectMany(PartsOf);
        return type.GetGenericArguments().Where(argument => !argument.IsGenericParameter).SelectMany(PartsOf).Append(type);
    }

    // Every foreign type and member that stands anywhere in the assembly, its instructions included.
    static HashSet<string> ImpureReferences(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        string NameOf(TypeReference type) => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

        var found = metadata.TypeReferences.Select(handle => NameOf(metadata.GetTypeReference(handle))).Where(IsImpure).ToHashSet();
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var name = $"{NameOf(metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{metadata.GetString(member.Name)}";
            if (Banned.Any(symbol => symbol.BansMember(name)))
                found.Add(name);
        }
        return found;
    }

    static bool IsImpure(string typeName) =>
        Banned.Any(symbol => symbol.Bans(typeName))
        || typeName == typeof(AsyncStateMachineAttribute).FullName
        || typeName == typeof(IAsyncStateMachine).FullName;

    interface IReturnsTask
    {
        Task Run();
    }

    interface ITakesTimers
    {
        void Run(Timer[] timers);
    }

    interface INamesTaskInGenericArgument
    {
        IReadOnlyList<Func<int, Task<int>>> All { get; }
    }

    interface IConstrainsToTask<T>
        where T : Task;

    sealed class IsRandom : Random;

    sealed class HasRandom
    {
        internal readonly Random Source = Random.Shared;
    }

    static class IsAsync
    {
        internal static async void Run() => await Task.Yield();
    }

    static class Impure
    {
        static object Gate { get; } = new();

        internal static Guid NewGuidAfter(DateTime time)
        {
            lock (Gate)
                return DateTime.UtcNow > time ? Guid.NewGuid() : Guid.Empty;
        }
    }
}
