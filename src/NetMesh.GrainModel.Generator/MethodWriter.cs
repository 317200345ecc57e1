using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace NetMesh.GrainModel.Generator
{
    /// <summary>Writes a proxy's method and the class of its calls.</summary>
    internal static class MethodWriter
    {
        private enum Shape
        {
            None,
            Void,
            Task,
            TaskOf,
            ValueTask,
            ValueTaskOf,
            Sequence,
        }

        /// <summary>Why the method cannot be called through a proxy; null when it can.</summary>
        public static string? WhyNot(IMethodSymbol method)
        {
            if (method.IsGenericMethod)
            {
                return "generic methods are not supported";
            }

            if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType))
            {
                return "arguments travel by value, so that ref, in, out and spans are not supported";
            }

            if (method.Parameters.Count(parameter => IsToken(parameter.Type)) > 1)
            {
                return "it takes more than one CancellationToken";
            }

            return ShapeOf(method) switch
            {
                Shape.None => "it must return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>",
                Shape.TaskOf or Shape.ValueTaskOf or Shape.Sequence when Grains.Has(method, "OneWayAttribute") => "a one-way call has no result",
                _ => null,
            };
        }

        public static void Write(StringBuilder text, IMethodSymbol method, int index, Compilation compilation)
        {
            var shape = ShapeOf(method);
            var oneWay = shape == Shape.Void || Grains.Has(method, "OneWayAttribute");
            var declarer = Names.Of(method.ContainingType);
            var parameters = method.Parameters.Select((parameter, at) => $"{Names.Of(parameter.Type)} a{at}").ToList();
            var arguments = string.Concat(method.Parameters.Select((_, at) => $", a{at}"));
            var result = Names.Of(method.ReturnType);
            text.Append($"\n        {result} {declarer}.{method.Name}({string.Join(", ", parameters)})");
            text.Append(oneWay && shape != Shape.Void
                ? $"\n        {{\n            Call_{index}.Send(this{arguments});\n            return {(shape == Shape.Task ? "global::System.Threading.Tasks.Task.CompletedTask" : "default")};\n        }}\n"
                : $" => Call_{index}.Send(this{arguments}){(shape is Shape.Task or Shape.TaskOf ? ".AsTask()" : "")};\n");

            var item = method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 } generic ? Names.Of(generic.TypeArguments[0]) : "";
            var baseClass = shape switch
            {
                Shape.Sequence => $"EnumerationCall<{item}>",
                Shape.TaskOf or Shape.ValueTaskOf => $"ResultCall<{item}>",
                _ => "VoidCall",
            };
            var fields = string.Concat(parameters.Select(parameter => $"            private {parameter};\n"))
                .Replace(";\n", " = default!;\n");
            text.Append($"\n        private sealed class Call_{index} : {Names.Calls}.{baseClass}\n        {{\n");
            WriteMethodObject(text, method, oneWay);
            if (shape != Shape.Sequence)
            {
                text.Append($"            [global::System.ThreadStatic]\n            private static Call_{index}? pool;\n");
            }

            text.Append(fields).Append($"\n            public override {Names.Calls}.CallMethod Method => Called;\n");
            WriteTrace(text, method);
            WriteSend(text, method, index, shape, oneWay, parameters, item);
            WriteInvoke(text, method, shape, declarer, item);
            text.Append("        }\n");
        }

        private static void WriteMethodObject(StringBuilder text, IMethodSymbol method, bool oneWay)
        {
            var rules = new List<string>();
            if (oneWay)
            {
                rules.Add(".OneWay");
            }

            if (Grains.Has(method, "ReadOnlyAttribute"))
            {
                rules.Add(".ReadOnly");
            }

            if (Grains.Has(method, "AlwaysInterleaveAttribute"))
            {
                rules.Add(".AlwaysInterleave");
            }

            var flags = rules.Count == 0 ? $"{Names.Calls}.CallRules.None" : string.Join(" | ", rules.Select(rule => $"{Names.Calls}.CallRules{rule}"));
            var interfaceName = Names.Plain(method.ContainingType);
            var name = $"{method.Name}({string.Join(", ", method.Parameters.Select(parameter => Names.Plain(parameter.Type)))})";
            text.Append($"            private static readonly {Names.Calls}.CallMethod Called = new {Names.Calls}.CallMethod(\n")
                .Append($"                \"{interfaceName}\", \"{name}\", {Names.Hash(interfaceName + "." + name)}UL, {flags});\n");
        }

        private static void WriteTrace(StringBuilder text, IMethodSymbol method)
        {
            var parts = method.Parameters.Select((parameter, at) => TraceWriter.Expression(parameter.Type, "a" + at)).Where(part => part is not null).ToList();
            if (parts.Count == 0)
            {
                return;
            }

            var folded = parts.Aggregate("0UL", (state, part) => $"{Names.Calls}.TracePayload.Mix({state}, {part})");
            text.Append($"\n            public override ulong PayloadIdentity => {folded};\n");
        }

        private static void WriteSend(
            StringBuilder text, IMethodSymbol method, int index, Shape shape, bool oneWay, List<string> parameters, string item)
        {
            var result = oneWay ? "void" : shape switch
            {
                Shape.Sequence => Names.Of(method.ReturnType),
                Shape.TaskOf or Shape.ValueTaskOf => $"global::System.Threading.Tasks.ValueTask<{item}>",
                _ => "global::System.Threading.Tasks.ValueTask",
            };
            var list = string.Concat(parameters.Select(parameter => ", " + parameter));
            text.Append($"\n            public static {result} Send({Names.Calls}.GrainReference reference{list})\n            {{\n");
            text.Append(shape == Shape.Sequence
                ? $"                var call = new Call_{index}();\n"
                : $"                var call = pool;\n                if (call is null)\n                {{\n                    call = new Call_{index}();\n                }}\n"
                    + $"                else\n                {{\n                    pool = call.TakenFromPool<Call_{index}>();\n                }}\n\n");
            for (var at = 0; at < parameters.Count; at++)
            {
                text.Append($"                call.a{at} = a{at};\n");
            }

            text.Append(oneWay ? "                call.Post(reference);\n" : "                return call.Start(reference);\n").Append("            }\n");
        }

        private static void WriteInvoke(StringBuilder text, IMethodSymbol method, Shape shape, string declarer, string item)
        {
            var token = method.Parameters.FirstOrDefault(parameter => IsToken(parameter.Type))?.Ordinal ?? -1;
            var sequence = shape == Shape.Sequence;
            var given = string.Join(", ", method.Parameters.Select(
                parameter => parameter.Ordinal != token ? $"a{parameter.Ordinal}" : sequence ? "token" : $"ReceiverToken(a{token})"));
            var call = $"(({declarer})target).{method.Name}({given})";
            if (token >= 0)
            {
                text.Append($"\n            public override global::System.Threading.CancellationToken CallerToken => a{token};\n");
            }

            if (sequence)
            {
                text.Append($"\n            public override {Names.Of(method.ReturnType)} Invoke(object target, global::System.Threading.CancellationToken token) =>\n                {call};\n");
                return;
            }

            var valueTask = "global::System.Threading.Tasks.ValueTask" + (item.Length > 0 ? $"<{item}>" : "");
            text.Append($"\n            protected override {valueTask} Invoke(object target)");
            text.Append(shape switch
            {
                Shape.Void => $"\n            {{\n                {call};\n                return default;\n            }}\n",
                Shape.Task or Shape.TaskOf => $" =>\n                new {valueTask}({call});\n",
                _ => $" =>\n                {call};\n",
            });
            text.Append("\n            protected override void Recycle()\n            {\n");
            foreach (var parameter in method.Parameters)
            {
                text.Append($"                a{parameter.Ordinal} = default!;\n");
            }

            text.Append("                pool = Pooled(pool);\n            }\n");
        }

        private static bool IsToken(ITypeSymbol type) => Grains.Is(type, "System.Threading", "CancellationToken");

        private static Shape ShapeOf(IMethodSymbol method)
        {
            if (method.ReturnsVoid)
            {
                return Shape.Void;
            }

            var type = method.ReturnType as INamedTypeSymbol;
            var generic = type?.TypeArguments.Length == 1;
            return type switch
            {
                { Name: "Task" } when Grains.Is(type, "System.Threading.Tasks", "Task") => generic ? Shape.TaskOf : Shape.Task,
                { Name: "ValueTask" } when Grains.Is(type, "System.Threading.Tasks", "ValueTask") => generic ? Shape.ValueTaskOf : Shape.ValueTask,
                { Name: "IAsyncEnumerable" } when generic => Shape.Sequence,
                _ => Shape.None,
            };
        }
    }
}
